-- Owns the grants of everything that was loaded while the triggers were off: the same view that the triggers ask.

INSERT INTO confidentiality_grant
  (source, principal, case_id, referral_id, subject_at, elements, own, basis, source_id, starts_at, expires_at)
SELECT d.source, d.principal, d.case_id, d.referral_id, d.subject_at, d.elements, d.own, d.basis, d.source_id, d.starts_at, d.expires_at
  FROM bulk, mdt_derived d
 WHERE CASE d.source WHEN 'referral' THEN d.source_id > bulk.last_referral
                     WHEN 'assignment' THEN d.source_id > bulk.last_assignment
                     ELSE d.source_id > bulk.last_case END
   AND d.source IN ('case', 'assignment', 'referral', 'origin')
 ORDER BY d.subject_at;
