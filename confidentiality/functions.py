"""Which functions of the database the served roles may call. Every other is callable by its owner alone."""

WEB = [
    "mdt_now()",
    "mdt_actor()",
    "mdt_request()",
    "mdt_principals()",
    "mdt_agency()",
    "mdt_recused()",
    "mdt_looked(int)",
    "mdt_look(bigint,uuid,text,text,uuid,int)",
    "mdt_look_referral(bigint,uuid,text,text,uuid)",
    "mdt_refused(bigint,uuid,text,text)",
    "mdt_in_own_room(bigint)",
    "mdt_who_looked(bigint,timestamptz,int)",
    "mdt_looks_since(bigint,timestamptz)",
    "mdt_who_can_see(bigint)",
    "mdt_break_glass(bigint,uuid,text,text,bigint)",
    "mdt_may_break(bigint,bigint)",
    "mdt_browse_alerts(bigint,uuid,text,text,int)",
    "mdt_browse_cases(bigint,uuid,text,text,uuid,int,int)",
    "mdt_find_cases(bigint,uuid,text,text,int)",
    "mdt_browse_referrals(bigint,uuid,text,text,boolean,text[],uuid,int,int)",
    "mdt_may_staff(bigint)",
    "mdt_release_signed(bigint,text)",
    "mdt_withdraw(bigint,uuid,text,text,text)",
    "mdt_browse_ending(bigint,uuid,text,text,int,int)",
]
WORKER = ["mdt_now()", "mdt_actor()", "mdt_ledger_months(int)", "mdt_clear_sessions()", "mdt_ending(int)"]
