"""The short lists that FHIR R4 itself publishes and that forms ask with by name.

Carried here, since nothing is ever fetched: who asks for one of these means exactly
these codes. Longer lists, and those that others publish, are not known here.
"""

from __future__ import annotations

from typing import Any, Final

_SETS: Final = "http://hl7.org/fhir/ValueSet/"
_VERSION: Final = "4.0.1"
_HL7: Final = "http://terminology.hl7.org/CodeSystem/"
_UCUM: Final = "http://unitsofmeasure.org"

# By the end of each list's address: its code systems, and the codes of each with the
# wording that FHIR gives them.
_CODES: Final[dict[str, dict[str, dict[str, str]]]] = {
    "yesnodontknow": {
        f"{_HL7}v2-0136": {"Y": "Yes", "N": "No"},
        f"{_HL7}data-absent-reason": {"asked-unknown": "Don't know"},
    },
    "administrative-gender": {
        "http://hl7.org/fhir/administrative-gender": {
            "male": "Male",
            "female": "Female",
            "other": "Other",
            "unknown": "Unknown",
        },
    },
    "marital-status": {
        f"{_HL7}v3-MaritalStatus": {
            "A": "Annulled",
            "D": "Divorced",
            "I": "Interlocutory",
            "L": "Legally Separated",
            "M": "Married",
            "P": "Polygamous",
            "S": "Never Married",
            "T": "Domestic partner",
            "U": "unmarried",
            "W": "Widowed",
        },
        f"{_HL7}v3-NullFlavor": {"UNK": "unknown"},
    },
    "patient-contactrelationship": {
        f"{_HL7}v2-0131": {
            "C": "Emergency Contact",
            "E": "Employer",
            "F": "Federal Agency",
            "I": "Insurance Company",
            "N": "Next-of-Kin",
            "S": "State Agency",
            "U": "Unknown",
        },
    },
    "days-of-week": {
        "http://hl7.org/fhir/days-of-week": {
            "mon": "Monday",
            "tue": "Tuesday",
            "wed": "Wednesday",
            "thu": "Thursday",
            "fri": "Friday",
            "sat": "Saturday",
            "sun": "Sunday",
        },
    },
    "contact-point-system": {
        "http://hl7.org/fhir/contact-point-system": {
            "phone": "Phone",
            "fax": "Fax",
            "email": "Email",
            "pager": "Pager",
            "url": "URL",
            "sms": "SMS",
            "other": "Other",
        },
    },
    "contact-point-use": {
        "http://hl7.org/fhir/contact-point-use": {
            "home": "Home",
            "work": "Work",
            "temp": "Temp",
            "old": "Old",
            "mobile": "Mobile",
        },
    },
    "item-type": {
        "http://hl7.org/fhir/item-type": {
            "group": "Group",
            "display": "Display",
            "boolean": "Boolean",
            "decimal": "Decimal",
            "integer": "Integer",
            "date": "Date",
            "dateTime": "Date Time",
            "time": "Time",
            "string": "String",
            "text": "Text",
            "url": "Url",
            "choice": "Choice",
            "open-choice": "Open Choice",
            "attachment": "Attachment",
            "reference": "Reference",
            "quantity": "Quantity",
        },
    },
    "units-of-time": {
        _UCUM: {
            "s": "second",
            "min": "minute",
            "h": "hour",
            "d": "day",
            "wk": "week",
            "mo": "month",
            "a": "year",
        },
    },
    "ucum-bodyweight": {_UCUM: {"kg": "kg", "[lb_av]": "lb", "g": "g"}},
    "ucum-bodylength": {_UCUM: {"cm": "cm", "[in_i]": "in"}},
    "ucum-bodytemp": {_UCUM: {"Cel": "°C", "[degF]": "°F"}},
}


def known_set(url: str, version: str) -> dict[str, Any] | None:
    """Give one of FHIR's own lists as a ValueSet, if it is one that is known here."""
    systems = _CODES.get(url.removeprefix(_SETS)) if url.startswith(_SETS) else None
    if systems is None or version not in ("", _VERSION):
        return None
    include = [
        {
            "system": system,
            "concept": [{"code": c, "display": said} for c, said in codes.items()],
        }
        for system, codes in systems.items()
    ]
    return {"resourceType": "ValueSet", "compose": {"include": include}}
