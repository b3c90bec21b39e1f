"""Shapes of the API of jobs and worksheets."""

from typing import Any

from rest_framework import serializers

from calibration.plan import AS_FOUND, MODES
from calibration.services import ReturnIn
from calibration.services.readings import MOST
from common.api import Strict


class NamedOutput(serializers.Serializer[Any]):
    """A row by id, with its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class WordsOutput(serializers.Serializer[Any]):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class JobInstrumentOutput(serializers.Serializer[Any]):
    """The instrument of a job; quantities as "10 bar"."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    maker = serializers.CharField()
    model = serializers.CharField()
    serial = serializers.CharField()
    tag = serializers.CharField()
    range_min = serializers.CharField()
    range_max = serializers.CharField()
    resolution = serializers.CharField()
    accuracy = serializers.CharField()


class JobOutput(serializers.Serializer[Any]):
    """A job."""

    id = serializers.IntegerField()
    centre = serializers.CharField()
    state = serializers.CharField()
    service = serializers.CharField()
    regime = serializers.CharField()
    conformity = serializers.CharField()
    customer = NamedOutput()
    site = NamedOutput(allow_null=True)
    instrument = JobInstrumentOutput(allow_null=True)
    sample = serializers.CharField()
    technician = NamedOutput(allow_null=True)
    approved_by = NamedOutput(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    on_site = serializers.BooleanField()
    performed_on = serializers.DateField(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    paper_record = serializers.CharField()
    interval_months = serializers.IntegerField(allow_null=True)
    interval_agreed = serializers.CharField()


class JobPage(serializers.Serializer[Any]):
    """One page of jobs."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = JobOutput(many=True)


class ProcedureOutput(serializers.Serializer[Any]):
    """The version the worksheet is made with."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    service = serializers.CharField()
    number = serializers.CharField()
    digest = serializers.CharField()


class CellOutput(serializers.Serializer[Any]):
    """A cell of the worksheet."""

    section = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    repeat = serializers.IntegerField()


class ReadingOutput(CellOutput):
    """An original observation; `superseded` when a newer one counts."""

    id = serializers.UUIDField()
    digits = serializers.CharField()
    as_typed = serializers.CharField()
    unit = serializers.CharField()
    taken_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    by = serializers.CharField()
    supersedes = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()
    device = serializers.CharField()
    superseded = serializers.BooleanField()


class ReturnOutput(CellOutput):
    """A cell given back by the reviewer."""

    comment = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    settled = serializers.BooleanField()


class ResultOutput(serializers.Serializer[Any]):
    """A computed point. Numbers are exact decimal texts; "" means none.

    Reference and indication are in `unit`; error, limit, u and U in `error_unit`, or when that is
    blank in the step of `unit`.
    """

    section = serializers.CharField()
    row = serializers.IntegerField()
    channel = serializers.IntegerField()
    phase = serializers.CharField()
    unit = serializers.CharField()
    error_unit = serializers.CharField()
    reference = serializers.CharField()
    indication = serializers.CharField()
    error = serializers.CharField()
    computed = serializers.DictField(child=serializers.CharField())
    limit = serializers.CharField()
    verdict = serializers.CharField()
    acceptance = serializers.ListField(child=serializers.DictField())
    u = serializers.CharField()
    dof = serializers.CharField()
    k = serializers.CharField()
    expanded = serializers.CharField()
    stated_error = serializers.CharField()
    stated_expanded = serializers.CharField()
    cmc = serializers.CharField()
    budget = serializers.DictField()
    problems = serializers.DictField(child=serializers.CharField())


class ClimateOutput(serializers.Serializer[Any]):
    """A quantity of the environment outside its limits."""

    key = serializers.CharField()
    label = WordsOutput()  # type: ignore[assignment]
    found = serializers.CharField()
    allowed = serializers.CharField()
    blocking = serializers.BooleanField()
    reason = serializers.CharField()


class ChannelOutput(serializers.Serializer[Any]):
    """What came out of one channel (a hose, a position)."""

    channel = serializers.IntegerField()
    label = WordsOutput()  # type: ignore[assignment]
    verdict = serializers.CharField()


class AttachmentOutput(serializers.Serializer[Any]):
    """A photo or a file of the work."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    caption = serializers.CharField()
    section = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    taken_at = serializers.DateTimeField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class JobPlaceOutput(serializers.Serializer[Any]):
    """Where a job stands in its batch."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField()


class EvaluationOutput(serializers.Serializer[Any]):
    """Results computed now, from the readings that count now."""

    results = ResultOutput(many=True)
    missing = CellOutput(many=True)
    verdict = serializers.CharField()
    conformity = serializers.CharField()
    channels = ChannelOutput(many=True)
    climate = ClimateOutput(many=True)


class ChosenOutput(serializers.Serializer[Any]):
    """A standard the worksheet is made with."""

    key = serializers.CharField()
    standard = serializers.IntegerField()
    code = serializers.CharField()
    name = WordsOutput()
    serial = serializers.CharField()
    valid_until = serializers.DateField()
    certificate_number = serializers.CharField()


class CandidateOutput(serializers.Serializer[Any]):
    """A standard that could be chosen, and why not."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    code = serializers.CharField()
    name = WordsOutput()
    serial = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)
    usable = serializers.BooleanField()
    why = serializers.CharField()


class StandardsOutput(serializers.Serializer[Any]):
    """Chosen at the start; before it, the candidates."""

    chosen = ChosenOutput(many=True)
    candidates = CandidateOutput(many=True)


class BlockOutput(serializers.Serializer[Any]):
    """What forbids the work, until when, who can mend it."""

    code = serializers.CharField()
    what = serializers.CharField()
    until = serializers.CharField()
    who = serializers.CharField()


class BundleOutput(EvaluationOutput):
    """The whole worksheet: all that is needed to work without network."""

    job = JobOutput()
    procedure = ProcedureOutput(allow_null=True)
    definition = serializers.DictField(allow_null=True)
    facts = serializers.DictField(child=serializers.CharField())
    plan = serializers.DictField(allow_null=True)
    place = serializers.CharField()
    standards = StandardsOutput()
    readings = ReadingOutput(many=True)
    returns = ReturnOutput(many=True)
    attachments = AttachmentOutput(many=True)
    names = serializers.DictField()
    rooms = NamedOutput(many=True)
    batch = JobPlaceOutput(allow_null=True)
    blocks = BlockOutput(many=True)


class StartInput(Strict):
    """Which standards (in which slots of the procedure, if said), where, in which mode."""

    standards = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), max_length=20
    )
    slots = serializers.DictField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=1, max_value=2**53), max_length=20
        ),
        required=False,
    )
    place = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    mode = serializers.ChoiceField(choices=MODES, required=False, default=AS_FOUND)


class ConformityInput(Strict):
    """The decision rule of a statement of conformity the customer asked for; "" for none."""

    rule = serializers.CharField(allow_blank=True, max_length=40)


class CellReturnInput(Strict):
    """A cell to give back, and why."""

    section = serializers.CharField(max_length=60)
    row = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=0)
    column = serializers.CharField(max_length=40)
    repeat = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=0)
    comment = serializers.CharField(max_length=500)


class ReturnInput(Strict):
    """The cells to give back."""

    cells = serializers.ListField(child=CellReturnInput(), max_length=MOST)

    def to_cells(self) -> list[ReturnIn]:
        """The cells as the services take them."""
        return [ReturnIn(**each) for each in self.validated_data["cells"]]


class AssignInput(Strict):
    """Who is to do it; null takes it back."""

    technician = serializers.IntegerField(min_value=1, max_value=2**53, allow_null=True)


class CancelInput(Strict):
    """Why it is not done."""

    why = serializers.CharField(max_length=500)
