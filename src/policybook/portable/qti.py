"""The bank as a QTI 2.1 content package: a manifest, and a file for each question.

Response processing compares an answer with every right one, so each set and each order that the policy
supports has its mark, and no other; there is no part of a mark. Feedback is shown for each option chosen.
"""

import io
import zipfile
from xml.etree.ElementTree import Element, SubElement, indent

from policybook import __version__
from policybook.policy.handbook import Handbook
from policybook.portable.items import Item, document, inline, items_of, paragraphs, plain

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_AT = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
CP_AT = "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
METADATA = "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ITEM_TYPE = "imsqti_item_xmlv2p1"
_INTERACTIONS = {"order": "orderInteraction", "discussion": "extendedTextInteraction"}
_CHOICE = "choiceInteraction"
_CARDINALITIES = {"one": "single", "order": "ordered", "discussion": "single"}
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the package: the earliest that a zip can say, so that the bytes stay the same."""


def qti_package(handbook: Handbook) -> bytes:
    """The whole bank as a zip file."""
    items = list(items_of(handbook))
    files = {"imsmanifest.xml": document(manifest(handbook, items))}
    files |= {_path(item): document(assessment_item(item)) for item in items}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # The same on every system that makes it.
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
    return made.getvalue()


def _path(item: Item) -> str:
    return f"items/{item.id}.xml"


# ---- the manifest


def manifest(handbook: Handbook, items: list[Item]) -> Element:
    """The manifest of the package: what is in it, in which language, and about what."""
    locations = f"{CP} {CP_AT}"
    root = Element("manifest", {"xmlns": CP, "xmlns:xsi": XSI, "xsi:schemaLocation": locations})
    root.set("identifier", "policybook-questions")
    metadata = SubElement(root, "metadata")
    plain(metadata, schema="QTIv2.1 Package", schemaversion="1.0.0")
    title = f"Questions on {handbook.source.title}" if handbook.source.title else "Questions"
    _lom(metadata, title, "", ())
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for item in items:
        how = {"identifier": f"item-{item.id}", "type": ITEM_TYPE, "href": _path(item)}
        resource = SubElement(resources, "resource", how)
        described = SubElement(resource, "metadata")
        data = SubElement(described, "qtiMetadata", xmlns=METADATA)
        way = _INTERACTIONS.get(item.kind, _CHOICE)
        plain(data, timeDependent="false", interactionType=way, feedbackType="nonadaptive")
        plain(data, solutionAvailable="true" if item.right else "false")
        _lom(described, item.title, item.id, ("handbook page: " + item.page, *item.tags))
        SubElement(resource, "file", href=_path(item))
    indent(root, " ")
    return root


def _lom(parent: Element, title: str, name: str, keywords: tuple[str, ...]) -> None:
    general = SubElement(SubElement(parent, "lom", xmlns=LOM), "general")
    if name:
        plain(SubElement(general, "identifier"), catalog="policybook", entry=name)
    _said(SubElement(general, "title"), title)
    plain(general, language="en-GB")
    for keyword in keywords:
        _said(SubElement(general, "keyword"), keyword)


def _said(parent: Element, text: str) -> None:
    SubElement(parent, "string", language="en-GB").text = text


# ---- an item


def assessment_item(item: Item) -> Element:
    """A question as a QTI item."""
    root = Element("assessmentItem", {"xmlns": QTI, "xmlns:xsi": XSI})
    root.set("xsi:schemaLocation", f"{QTI} {QTI_AT}")
    root.attrib |= {"identifier": item.id, "title": item.title, "xml:lang": "en-GB", "adaptive": "false"}
    root.attrib |= {"timeDependent": "false", "toolName": "policybook", "toolVersion": __version__}
    _response(root, item)
    if item.kind != "discussion":
        _outcome(root, "SCORE", "single", "float", "0")
        _outcome(root, "MAXSCORE", "single", "float", "1")
    _outcome(root, "FEEDBACK", "multiple", "identifier", "")
    _outcome(root, "ABOUT", "single", "identifier", "")
    body = SubElement(root, "itemBody")
    paragraphs(SubElement(body, "div"), item.prompt)
    _interaction(body, item)
    _processing(root, item)
    for choice in item.choices:
        _modal(root, "FEEDBACK", choice.letter, f"**{choice.letter}.** {choice.text}", choice.feedback)
    _modal(root, "ABOUT", "about", *item.notes)
    return root


def _response(root: Element, item: Item) -> None:
    how = {"identifier": "RESPONSE", "cardinality": _CARDINALITIES.get(item.kind, "multiple")}
    how["baseType"] = "string" if item.kind == "discussion" else "identifier"
    declared = SubElement(root, "responseDeclaration", how)
    if item.right:
        correct = SubElement(declared, "correctResponse")
        # Of several right answers, the author's own.
        for letter in max(item.right, key=lambda answer: item.marked == set(answer)):
            SubElement(correct, "value").text = letter


def _outcome(root: Element, name: str, cardinality: str, kind: str, default: str) -> None:
    declared = SubElement(root, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
    if default:
        SubElement(SubElement(declared, "defaultValue"), "value").text = default


def _interaction(body: Element, item: Item) -> None:
    if item.kind == "discussion":
        listed = SubElement(body, "ol")
        for choice in item.choices:
            inline(SubElement(listed, "li"), choice.text)
        SubElement(body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="10")
        return
    name = _INTERACTIONS.get(item.kind, _CHOICE)
    interaction = SubElement(body, name, responseIdentifier="RESPONSE", shuffle="false")
    if item.kind == "order":
        # Not every step need be chosen: some are not to be done at all.
        interaction.attrib |= {"minChoices": "1", "maxChoices": str(len(item.choices))}
    else:
        interaction.set("maxChoices", "1" if item.kind == "one" else "0")
    for choice in item.choices:
        inline(SubElement(interaction, "simpleChoice", identifier=choice.letter), choice.text)


def _processing(root: Element, item: Item) -> None:
    """A mark for each right answer and for nothing else; then the feedback of what was chosen."""
    processing = SubElement(root, "responseProcessing")
    if item.right:
        rule = SubElement(SubElement(processing, "responseCondition"), "responseIf")
        test = rule if len(item.right) == 1 else SubElement(rule, "or")
        for answer in item.right:
            match = SubElement(test, "match")
            SubElement(match, "variable", identifier="RESPONSE")
            cardinality = _CARDINALITIES.get(item.kind, "multiple")
            holder = match if cardinality == "single" else SubElement(match, cardinality)
            for letter in answer:
                SubElement(holder, "baseValue", baseType="identifier").text = letter
        score = SubElement(rule, "setOutcomeValue", identifier="SCORE")
        SubElement(score, "baseValue", baseType="float").text = "1"
    for choice in item.choices:
        _feedback(processing, item, choice.letter)
    about = SubElement(processing, "setOutcomeValue", identifier="ABOUT")
    SubElement(about, "baseValue", baseType="identifier").text = "about"


def _feedback(target: Element, item: Item, letter: str) -> None:
    """When the feedback of an option is shown: once it is chosen; in a discussion, once it is answered."""
    if item.kind != "discussion":
        target = SubElement(SubElement(target, "responseCondition"), "responseIf")
        test = SubElement(target, "match" if item.kind == "one" else "member")
        SubElement(test, "baseValue", baseType="identifier").text = letter
        SubElement(test, "variable", identifier="RESPONSE")
    shown = SubElement(SubElement(target, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
    SubElement(shown, "variable", identifier="FEEDBACK")
    SubElement(shown, "baseValue", baseType="identifier").text = letter


def _modal(root: Element, outcome: str, name: str, *parts: str) -> None:
    feedback = SubElement(root, "modalFeedback", outcomeIdentifier=outcome, identifier=name, showHide="show")
    paragraphs(feedback, "\n\n".join(parts))
