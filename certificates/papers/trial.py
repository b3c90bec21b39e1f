"""Whether the compiler of papers takes a picture; `pictures` runs it in a process of its own."""


def prints(source: bytes, folder: str) -> None:
    """Make an archive file of a page that shows a picture of the folder; raises where it cannot."""
    import typst

    typst.compile(  # type: ignore[type-var]  # its types want text and folder to be of one kind
        source, root=folder, pdf_standards=["a-3b"], ignore_system_fonts=True
    )
