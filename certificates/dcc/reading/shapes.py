"""The plain data that a digital certificate is read into: what is stored and what the API says.

Every number is a text, digit for digit as it stands in the file; None is a NaN.
"""

from typing import NotRequired, TypedDict


class Text(TypedDict):
    """One text in one language; `lang` is "" where the file names none."""

    lang: str
    text: str


class Remark(TypedDict):
    """Something worth knowing that keeps nobody from reading."""

    code: str
    message: str
    line: int


class Uncertainty(TypedDict):
    """The uncertainties of a list of values, one entry for each value.

    `form` is "expanded" (U with k), "standard" (u) or "interval" (u, `low` and `high`).
    """

    form: str
    values: list[str | None]
    k: list[str | None]
    p: list[str | None]
    distribution: list[str]
    low: list[str | None]
    high: list[str | None]


class Part(TypedDict):
    """The values of a quantity in one unit; a hybrid has several parts for the same values.

    `unit` is as written, `codes` are the units of the catalogue that it can be, the likeliest
    first; none where the catalogue has none. Where units differ, `units` has one for each value.
    """

    unit: str
    codes: list[str]
    units: list[str]
    values: list[str | None]
    labels: list[str]
    moments: list[str]
    uncertainty: Uncertainty | None


class Limit(TypedDict):
    """A limit that a conformity was judged by: `kind` as its refType says; `texts` of a text."""

    kind: str
    name: list[Text]
    parts: list[Part]
    texts: list[str]


class Column(TypedDict):
    """A quantity: numbers in `parts`, or words in `texts`.

    `role` is nominal, reference, indication, error, correction, or "" where no refType tells.
    """

    id: str
    name: list[Text]
    description: list[Text]
    role: str
    refs: list[str]
    parts: list[Part]
    texts: list[str]
    relative: Part | None
    conformity: list[str]
    norms: list[str]
    in_scope: list[bool]
    limits: list[Limit]


class Table(TypedDict):
    """Columns that belong together; `rows` is the length of the longest.

    `status` is "" or that of an adjustment (beforeAdjustment). `conformity` is of the rows as a
    whole, where no single column was judged.
    """

    id: str
    name: list[Text]
    status: str
    rows: int
    columns: list[Column]
    conformity: list[str]
    norms: list[str]


class Identification(TypedDict):
    """A number that somebody gave an item."""

    issuer: str
    value: str
    name: list[Text]
    refs: list[str]


class Paper(TypedDict):
    """The certificate of a standard that was used: its number, how and by what it is named."""

    name: list[Text]
    number: str
    procedure: str
    value: str
    traceable: str


class Thing(TypedDict):
    """An item that was calibrated, or a standard that was used."""

    name: list[Text]
    maker: list[Text]
    model: str
    description: list[Text]
    identifications: list[Identification]
    refs: list[str]
    paper: NotRequired[Paper | None]


class Party(TypedDict):
    """A laboratory or a customer."""

    name: list[Text]
    code: str
    email: str
    phone: str
    address: str


class Person(TypedDict):
    """Somebody who answers for the certificate."""

    name: list[Text]
    role: str
    main: bool


class Method(TypedDict):
    """How it was measured."""

    name: list[Text]
    norms: list[str]
    references: list[str]
    refs: list[str]


class Said(TypedDict):
    """A statement of the laboratory about the whole."""

    refs: list[str]
    name: list[Text]
    text: list[Text]
    norms: list[str]
    references: list[str]
    conformity: str
    valid: str
    date: str
    non_si: str


class Condition(TypedDict):
    """An influence condition with its values."""

    name: list[Text]
    refs: list[str]
    status: str
    columns: list[Column]


class Result(TypedDict):
    """One measurement result: by what, under what, and its tables."""

    name: list[Text]
    methods: list[Method]
    software: list[str]
    equipment: list[Thing]
    conditions: list[Condition]
    tables: list[Table]


class Signature(TypedDict):
    """What the signature in the file tells: see `signing.verifying` for the states."""

    state: str
    signer: str
    at: str
    level: str
    trusted: bool
    why: str


class File(TypedDict):
    """The file as it came; `attachment` is the name of the XML inside a PDF."""

    name: str
    kind: str
    size: int
    sha256: str
    attachment: str
    xml_sha256: str


class Dates(TypedDict):
    """Days as ISO 8601; "" where the certificate does not say."""

    received: str
    begun: str
    ended: str
    issued: str


class Replaced(TypedDict):
    """The certificate that this one amends or substitutes."""

    change: str
    number: str


class Certificate(TypedDict):
    """A digital calibration certificate."""

    file: File
    version: str
    number: str
    identifications: list[Identification]
    country: str
    languages: list[str]
    binding: list[str]
    dates: Dates
    place: str
    replaces: Replaced | None
    software: list[str]
    laboratory: Party
    customer: Party
    persons: list[Person]
    items: list[Thing]
    statements: list[Said]
    results: list[Result]
    signature: Signature
    remarks: list[Remark]
