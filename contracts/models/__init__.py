"""The money side. Amounts are whole đồng; totals are queries, never columns."""

from contracts.models.contracts import (
    Appendix,
    Contract,
    ContractItem,
    ContractLine,
    ContractRows,
    Pause,
)
from contracts.models.lists import (
    ListImport,
    ListLayout,
    ListRow,
)
from contracts.models.money import (
    Allocation,
    BankList,
    BankListRows,
    BankRow,
    ClosedBooks,
    Invoice,
    InvoiceRate,
    Payment,
)
from contracts.models.papers import (
    Paper,
    PaperRows,
    PaperTemplate,
)
from contracts.models.prices import (
    Price,
    PriceImport,
    PriceImportRows,
    ServiceItem,
    ServiceItemRows,
    ServiceNorm,
    Surcharge,
    VatRate,
)
from contracts.models.quoting import (
    Framework,
    FrameworkRows,
    OverCapApproval,
    Quotation,
    QuotationRows,
    Review,
)
from contracts.states import VatCategory

__all__ = [
    "Allocation",
    "Appendix",
    "BankList",
    "BankListRows",
    "BankRow",
    "ClosedBooks",
    "Contract",
    "ContractItem",
    "ContractLine",
    "ContractRows",
    "Framework",
    "FrameworkRows",
    "Invoice",
    "InvoiceRate",
    "ListImport",
    "ListLayout",
    "ListRow",
    "OverCapApproval",
    "Paper",
    "PaperRows",
    "PaperTemplate",
    "Pause",
    "Payment",
    "Price",
    "PriceImport",
    "PriceImportRows",
    "Quotation",
    "QuotationRows",
    "Review",
    "ServiceItem",
    "ServiceItemRows",
    "ServiceNorm",
    "Surcharge",
    "VatCategory",
    "VatRate",
]
