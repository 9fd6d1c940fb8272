from reports.definition import Definition


def refers_well(definition: Definition) -> None: ...
