"""Answers that cannot be given here, judged all the same: files and references."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final

from holdspace.core.guides.fitting import NOT_OFFERED
from holdspace.core.guides.values import is_uri
from holdspace.core.guides.wire import text

if TYPE_CHECKING:
    from holdspace.core.guides.guide import Item

OTHER_KIND: Final = "This is another kind of answer than the question asks for."
NOT_A_FILE: Final = "The file in this answer cannot be read."
OTHER_SIZE: Final = "The size of this file is not the size that is told."
OTHER_MEDIA: Final = "A file of this kind is not asked for here."
NOT_A_PLACE: Final = "This does not say where the thing that is meant can be found."
OTHER_RESOURCE: Final = "What is referred to is not of a kind that is asked for here."

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_MOST_PARTS = 2
# Every type of resource that FHIR R4 has.
_NAMES: Final = """
Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment
AppointmentResponse AuditEvent Basic Binary BiologicallyDerivedProduct
BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry
ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression
CodeSystem Communication CommunicationRequest CompartmentDefinition Composition
ConceptMap Condition Consent Contract Coverage CoverageEligibilityRequest
CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric
DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest
DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest
EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable
ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal
GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy
Immunization ImmunizationEvaluation ImmunizationRecommendation
ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure
MeasureReport Media Medication MedicationAdministration MedicationDispense
MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct
MedicinalProductAuthorization MedicinalProductContraindication
MedicinalProductIndication MedicinalProductIngredient
MedicinalProductInteraction MedicinalProductManufactured
MedicinalProductPackaged MedicinalProductPharmaceutical
MedicinalProductUndesirableEffect MessageDefinition MessageHeader
MolecularSequence NamingSystem NutritionOrder Observation ObservationDefinition
OperationDefinition OperationOutcome Organization OrganizationAffiliation
Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition
Practitioner PractitionerRole Procedure Provenance Questionnaire
QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition
ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment
RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen
SpecimenDefinition StructureDefinition StructureMap Subscription Substance
SubstanceNucleicAcid SubstancePolymer SubstanceProtein
SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript
ValueSet VerificationResult VisionPrescription
"""
RESOURCES: Final = frozenset(_NAMES.split())


def misfit_elsewhere(item: Item, found: object) -> str | None:
    """Say how an answer of a kind that is not asked here does not fit its question."""
    if not isinstance(found, dict):
        return OTHER_KIND
    if item.type == "attachment":
        return _misfit_file(item, found)
    if item.pointed_at and text(found.get("reference")) not in item.pointed_at:
        return NOT_OFFERED
    return _misfit_reference(item, found)


def _misfit_file(item: Item, found: dict[str, Any]) -> str | None:
    size, told = _size(found), found.get("size")
    if size is None:
        return NOT_A_FILE
    if not (told is None or type(told) is int):
        return OTHER_SIZE
    if "data" in found and told is not None and told != size:
        return OTHER_SIZE
    media = text(found.get("contentType")).partition(";")[0].strip().casefold()
    if item.media_types and media not in {one.casefold() for one in item.media_types}:
        return OTHER_MEDIA
    if item.max_size is not None and max(size, told or 0) > item.max_size:
        return f"A file of at most {item.max_size:,} bytes is asked for here."
    return None


def _size(found: dict[str, Any]) -> int | None:
    """Count the bytes of a file that an answer carries; None if it is none."""
    data = found.get("data", "")
    if not isinstance(data, str):
        return None
    try:
        return len(base64.b64decode("".join(data.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _misfit_reference(item: Item, found: dict[str, Any]) -> str | None:
    place, kind = text(found.get("reference")), text(found.get("type"))
    if "reference" in found and not place:
        return NOT_A_PLACE
    if kind and kind not in RESOURCES:
        return OTHER_RESOURCE
    meant = kind
    if place and not place.startswith(("#", "urn:")):
        meant = _resource(place)
        if not meant or (kind and kind != meant):
            return NOT_A_PLACE
    elif place.startswith("urn:") and not is_uri(place):
        return NOT_A_PLACE
    if item.references and meant and meant not in item.references:
        return OTHER_RESOURCE
    return None


def _resource(place: str) -> str:
    """Name the type of resource that an address leads to; empty if to none."""
    parts = place.partition("#")[0].partition("|")[0].split("/")
    if "_history" in parts:
        parts = parts[: parts.index("_history")]
    if len(parts) < _MOST_PARTS or not is_uri(place.replace("|", "")):
        return ""
    kind, ident = parts[-2:]
    return kind if kind in RESOURCES and _ID.fullmatch(ident) else ""
