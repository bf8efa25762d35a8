"""Figures in Word: each is a content control tagged with its token, so that it is known again after editing."""

from collections.abc import Mapping
from copy import deepcopy
from io import BytesIO
from zipfile import ZipFile

from docx.document import Document as Paper
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from chibo.reports.document import Figure, Token, glued, unglued

NAMESPACE = "urn:chibo:tokens"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
STORE_ID = "{0C41B05E-90E5-4F5A-8B4E-0F6B7C3D2A11}"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PREFIX = "chibo:"
DOCUMENT = "word/document.xml"
BREAKS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:noBreakHyphen"): "-"}


def control(figure: Figure, identity: int, run: etree._Element) -> etree._Element:
    """Wrap a run into a plain-text control; the clerk may edit the text, Chibo knows the figure by its tag."""
    properties = OxmlElement("w:sdtPr")
    look = run.find(qn("w:rPr"))
    if look is not None:
        properties.append(deepcopy(look))
    for name, value in (("alias", figure.token.alias()), ("tag", figure.token.tag()), ("id", str(identity))):
        properties.append(OxmlElement(f"w:{name}", {qn("w:val"): value}))
    properties.append(OxmlElement("w:text"))
    content = OxmlElement("w:sdtContent")
    content.append(run)
    whole = OxmlElement("w:sdt")
    whole.extend((properties, content))
    return whole


def run_text(text: str) -> etree._Element:
    """Make the text of a figure, with number and noun on one line."""
    element = OxmlElement("w:t", {qn("xml:space"): "preserve"})
    element.text = glued(text)
    return element


def keep_tokens(paper: Paper, tokens: Mapping[str, Token]) -> None:
    """Write what each tag stands for into the file, as a part that Word keeps and does not show."""
    package = paper.part.package
    assert package is not None, "a document lies in a package"
    name = package.next_partname("/customXml/item%d.xml")
    root = etree.Element(f"{{{NAMESPACE}}}tokens", nsmap={"chibo": NAMESPACE})
    for tag, token in sorted(tokens.items()):
        etree.SubElement(root, f"{{{NAMESPACE}}}token", tag=tag).text = token.key()
    part = Part(PackURI(name), "application/xml", _xml(root), package)
    paper.part.relate_to(part, f"{RELATIONS}/customXml")
    item = etree.Element(f"{{{PROPERTIES}}}datastoreItem", nsmap={"ds": PROPERTIES})
    item.set(f"{{{PROPERTIES}}}itemID", STORE_ID)
    schemas = etree.SubElement(item, f"{{{PROPERTIES}}}schemaRefs")
    etree.SubElement(schemas, f"{{{PROPERTIES}}}schemaRef").set(f"{{{PROPERTIES}}}uri", NAMESPACE)
    described = PackURI(name.replace("/item", "/itemProps"))
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    part.relate_to(Part(described, kind, _xml(item), package), f"{RELATIONS}/customXmlProps")


def read_tokens(file: bytes) -> list[tuple[str, str]]:
    """Return tag and text of every figure in reading order; an emptied control has no text.

    The file must have passed the guard for files from outside.
    """
    with ZipFile(BytesIO(file)) as parts:
        root = _parsed(parts.read(DOCUMENT))
    found = []
    for whole in root.iter(qn("w:sdt")):
        tag = whole.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        name = "" if tag is None else tag.get(qn("w:val"), "")
        if name.startswith(PREFIX):
            found.append((name, _text(whole)))
    return found


def read_keys(file: bytes) -> dict[str, Token]:
    """Return the tokens that the file says its tags stand for; to be believed only if `tag()` gives the same tag."""
    with ZipFile(BytesIO(file)) as parts:
        names = [name for name in parts.namelist() if name.startswith("customXml/item")]
        roots = [_parsed(parts.read(name)) for name in sorted(names)]
    keys = [(token.get("tag", ""), token.text or "") for root in roots for token in root.iter(f"{{{NAMESPACE}}}token")]
    tokens = {tag: Token.parse(key) for tag, key in keys}
    return {tag: token for tag, token in tokens.items() if token.tag() == tag}


def _text(whole: etree._Element) -> str:
    if whole.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
        return ""
    pieces = (each.text or "" if each.tag == qn("w:t") else BREAKS.get(str(each.tag), "") for each in whole.iter())
    return unglued("".join(pieces)).strip()


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
