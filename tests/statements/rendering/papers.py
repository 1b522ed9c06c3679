"""Papers to render: the council's report word for word, and statements of all kinds."""

from itertools import count
from typing import Any

from statements.document import Document
from statements.rendering.chain import Plain

# The report to Cabinet of 9 December 2004 as it was printed, its slips included.
# Section, then its blocks: ("block", text) and so on.
BACKGROUND = (
    "Council has previously approved the *Implementing Electronic Government (IEG)* "
    "Statements in 2001, 2002 and 2003. These documents have resulted in the award to "
    "the Council of capital grants totalling £750,000 from central government (£200K "
    "in 2002, £200K in 2003 and £350K in 2004). We have now been asked by central "
    "government (the Office of the Deputy Prime Minister, ODPM) to produce our 2004 "
    "version. This builds on last year's version, and is consistent with it's content. "
    "The structure has changed, to comply with revised guidelines, and now utilises an "
    "on-line submission mechanism known as the ESD Toolkit. As in previous years, we "
    "have worked closely with representatives from the County Council and the other "
    "District Councils to ensure a common approach and demonstrate working in "
    "partnership."
)
SEED: list[tuple[str, str, list[tuple[str, Any]]]] = [
    (
        "Purpose",
        "text",
        [
            (
                "block",
                "To note the progress of the Council's *Implementing Electronic "
                "Government (IEG)* Statement 2004 and give delegated authority to the "
                "Information and Customer Services Portfolio Holder and the Finance "
                "and Resources Director for subsequent changes and approval.",
            )
        ],
    ),
    (
        "Effect on Corporate Objectives",
        "objectives",
        [
            (
                "objective",
                (
                    "Quality, Accessible Service",
                    "The IEG Statement 2004 is the fundamental driver for electronic "
                    "access to all our back office services and e-enabled interaction "
                    "with the citizen.",
                ),
            ),
            ("objective", ("Village Life", "")),
            ("objective", ("Sustainability", "Reduced travelling")),
            (
                "objective",
                (
                    "Partnership",
                    "Jointly with ITNET, Cambridgeshire County Council and other 3 rd "
                    "party suppliers/providers.",
                ),
            ),
        ],
    ),
    (
        "Background",
        "text",
        [
            ("block", BACKGROUND),
            (
                "block",
                "The Council's ICT Strategy 2003-2006, which builds on the previous "
                "IEG Statements, is being updated and is now to be known as the ICT "
                "Strategy 2004 2007, the IEG Statement 2004 is now a formal part of "
                "this strategy. The revised ICT Strategy will be brought to Cabinet "
                "early 2005.",
            ),
        ],
    ),
    (
        "Considerations",
        "text",
        [
            (
                "block",
                "The current draft of the IEG Statement 2004 is attached as Appendix "
                "1. The IEG Statement 2004 is not due to be presented to ODPM until "
                "20th December 2004, but it was agreed with the Information and "
                "Customer Services Portfolio Holder that it should come to Cabinet "
                "for approval prior to its submission and to Council for endorsement. "
                "Some of the detail to be included in the statement is incomplete at "
                "this stage. It is recommended that approval of changes subsequent to "
                "the Cabinet meeting is delegated to the Information and Customer "
                "Services Portfolio Holder and the Finance and Resources Director.",
            ),
            (
                "block",
                "The IEG Statement continues to focus on the achievement of the "
                "priority outcomes and challenges councils to ensure that they are "
                "able to provide electronic access to all compatible services. One of "
                "the most significant elements is the continuing commitment to the "
                "Contact Centre and the integration of associated systems. This is "
                "consistent with Cabinet's resolution of 20th June 2002.",
            ),
        ],
    ),
    (
        "Financial Implications",
        "text",
        [
            (
                "block",
                "The financing of IEG and ICT is not directly affected by these "
                "papers, but the requirements will be reviewed during the forthcoming "
                "budget setting process.",
            )
        ],
    ),
    ("Legal Implications", "text", [("block", "None.")]),
    (
        "Staffing Implications",
        "text",
        [
            (
                "block",
                "There are no staffing implications directly arising from these "
                "papers. However, there are two points to note:",
            ),
            (
                "block",
                "- Continued implementation of the Contact Centre will move more of "
                "the front office operation from service departments into a corporate "
                "area (as envisaged in PWC's Organisation Review).\n"
                "- the IEG programme continues to be ambitious, and will require "
                "adequate staffing from within the user departments as well as from "
                "the ICT Division. This may require secondments of staff into "
                "projects as they become more defined.",
            ),
        ],
    ),
    (
        "Consultations",
        "text",
        [
            (
                "block",
                "Consultations have included the various ICT cross-departmental "
                "groups, neighbouring local authorities and ITNET.",
            )
        ],
    ),
    (
        "Recommendations",
        "recommendations",
        [
            ("block", "That Cabinet,"),
            ("recommendation", "notes the progress of the IEG Statement 2004."),
            (
                "recommendation",
                "That Cabinet approves the delegation and approval of subsequent "
                "changes to the Information and Customer Services Portfolio Holder "
                "and the Finance and Resources Director prior to submission to the "
                "ODPM on 20th December 2004 with the final copy being distributed to "
                "all members when available.",
            ),
        ],
    ),
    (
        "Background Papers",
        "entries",
        [
            (
                "entry",
                "the following background papers were used in the preparation of this "
                "report: IEG Statement 2004",
            ),
            ("entry", "ICT Strategy 2003 -2006"),
            ("entry", "Best Value Continuous Improvement Plan"),
            ("entry", "Cambridgeshire County Council ICT Strategy 2004-2007"),
        ],
    ),
    (
        "Contact Officers",
        "entries",
        [
            (
                "entry",
                "Steve Rayment, Assistant Director Finance & Resources (ICT)",
            ),
            (
                "entry",
                "Geoff Sissons, Applications and Information Manager (ICT)",
            ),
            (
                "entry",
                "Members are encouraged to refer questions or concerns to the contact "
                "officers before the meeting, due to the complexity of the subject.",
            ),
        ],
    ),
]
UNNUMBERED = {
    "Effect on Corporate Objectives",
    "Background Papers",
    "Contact Officers",
}
SHAPES = {
    "block": lambda v: {"text": v},
    "recommendation": lambda v: {"text": v},
    "entry": lambda v: {"text": v},
    "objective": lambda v: {"label": v[0], "effect": v[1]},
}


class Builder:
    """Builds Documents with uids that are the same every time."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.tree: dict[str, dict[str, Any]] = {"root": {**root, "order": []}}
        self.numbers = count(1)

    def add(self, parent: str, kind: str, **fields: Any) -> str:
        uid = f"{next(self.numbers):020x}"
        self.tree[uid] = {"kind": kind, **fields}
        if kind == "section":
            self.tree[uid]["order"] = []
        self.tree[parent]["order"].append(uid)
        return uid

    def section(self, title: str, layout: str = "text", **fields: Any) -> str:
        return self.add(
            "root",
            "section",
            **{
                "key": title.lower(),
                "title": title,
                "layout": layout,
                "numbered": True,
                **fields,
            },
        )

    def document(self) -> Document:
        return Document.from_tree(self.tree)


def report() -> Document:
    """The report of 9 December 2004."""
    builder = Builder(
        {
            "kind": "report",
            "title": "Implementing Electronic Government",
            "council": "South Cambridgeshire District Council",
            "to": "Leader and Cabinet",
            "date": "2004-12-09",
            "authors": "Finance and Resources Director",
        }
    )
    for title, layout, items in SEED:
        section = builder.section(title, layout, numbered=title not in UNNUMBERED)
        for kind, value in items:
            builder.add(section, kind, **SHAPES[kind](value))
    return builder.document()


def _builder(**root: Any) -> Builder:
    return Builder(
        {
            "kind": "statement",
            "title": "Implementing Electronic Government Statement 2004",
            "council": "South Cambridgeshire District Council",
            "round": "2004",
            "ministry": "Office of the Deputy Prime Minister",
            "deadline": "2004-12-20",
            **root,
        }
    )


PROSE = (
    "The Council answers most enquiries at the first point of contact, and the "
    "Contact Centre will take the calls of each service in turn. Staff see the same "
    "record as the citizen who filled in the form, and can change it while they speak. "
)
AWAITING = {
    "what": "the take-up of the last quarter",
    "whom": "the Contact Centre",
    "by": "2004-12-15",
}
LOOSE = (
    "1. first\n2. second\n\n   more of the second\n\n"
    "   > quoted in it\n\n   | a | b |\n   |---|---|\n   | c | d |\n\n   - deeper"
)
STATUSES = ("done", "on_the_way", "planned", "not_stated", "not_applicable")


def outcomes(builder: Builder, section: str, number: int = 54) -> None:
    areas = ("Schools", "Community information", "Democratic renewal", "Transport")
    for n in range(number):
        builder.add(
            section,
            "outcome",
            code=f"R{n + 1}",
            level=("required", "good")[n % 2],
            area=areas[n * len(areas) // number],
            summary=f"Service {n + 1} can be asked for, paid for and followed on line.",
            due="2005-12-31",
            applies_to="all",
            confidence="medium",
            progress={
                "status": STATUSES[n % 5],
                "on_time": ("yes", "at_risk", "no", "not_stated")[n % 4],
                "comment": "Goes live with the Contact Centre." if n % 3 else "",
            },
            example=n % 7 == 0,
        )


def statement(*, sections: int = 3, paragraphs: int = 4) -> Document:
    """A statement with every kind of element."""
    builder = _builder()
    for n in range(sections):
        section = builder.section(f"Local context {n + 1}", example=n == 0)
        for p in range(paragraphs):
            builder.add(section, "block", text=f"{PROSE * 2}Point {n}.{p}.")
        builder.add(section, "block", text="### What comes next")
        builder.add(section, "block", text="- one thing\n- another\n  - a finer point")
        builder.add(
            section, "block", text="See [the *Toolkit*](https://www.example.org/esd)."
        )
        builder.add(section, "block", text=LOOSE)
        builder.add(section, "block", text="> As the Leader said, **in time**.")
        builder.add(
            section,
            "block",
            text="| Channel | Visits | Share |\n|---|--:|:-:|\n| Web | 1,200 | 40% |\n"
            "| Telephone | 1,800 | 60% |",
        )
    waiting = builder.section("Access channel take-up", awaiting=AWAITING)
    builder.add(waiting, "block", text="The figures will follow.", awaiting=AWAITING)
    outcomes(builder, builder.section("Priority outcomes", "outcomes"))
    figures(builder)
    grants = builder.section("Grants", "grants")
    for year, pounds in (("2002", 200_000), ("2003", 200_000), ("2004", 350_000)):
        builder.add(grants, "grant", quote={"year": year, "pence": pounds * 100})
    builder.section("Efficiency gains")
    goals = builder.section("Effect on objectives", "objectives", numbered=False)
    builder.add(goals, "objective", label="Village Life", effect="")
    builder.add(goals, "objective", label="Partnership", effect="With our neighbours")
    asked = builder.section("What is asked", "recommendations")
    builder.add(asked, "block", text="The Council is asked to")
    builder.add(asked, "recommendation", text="note this text; and")
    builder.add(asked, "recommendation", text="agree what follows from it.")
    papers = builder.section("Sources", "entries", numbered=False)
    builder.add(papers, "entry", text="ICT Strategy 2004-2007")
    return builder.document()


def figures(builder: Builder) -> str:
    section = builder.section(
        "BVPI 157",
        "figures",
        key="bvpi157",
        total=True,
        columns=[
            {"key": "permissible", "label": "Permissible", "unit": "count"},
            {"key": "enabled", "label": "Enabled, March 2005", "unit": "count"},
            {"key": "included", "label": "Included", "unit": "yes_no"},
            {"key": "reason", "label": "Reason", "unit": "text"},
        ],
    )
    rows = (
        ("Providing information", 120, 110, True, ""),
        ("Collecting revenue", 14, 9, True, ""),
        ("Procurement", 8, 2, False, "Not counted by most councils"),
    )
    for label, permissible, enabled, included, reason in rows:
        builder.add(
            section,
            "figure",
            label=label,
            cells={
                "permissible": permissible,
                "enabled": enabled,
                "included": included,
                "reason": reason,
            },
        )
    money = builder.section(
        "Resources",
        "figures",
        total=True,
        columns=[
            {"key": "actual", "label": "2003/04 actual", "unit": "pence"},
            {"key": "forecast", "label": "2004/05 forecast", "unit": "pence"},
        ],
    )
    for label, actual, forecast in (
        ("IEG grant", 20_000_000, 35_000_000),
        ("The council's own money", 12_345_650, None),
    ):
        builder.add(
            money,
            "figure",
            label=label,
            cells={"actual": actual, "forecast": forecast},
        )
    return section


def long_words() -> Document:
    builder = _builder(title="Statement-" + "of" * 60)
    section = builder.section("W" * 90)
    builder.add(section, "block", text="x" * 400)
    builder.add(
        section, "block", text=f"| {'a' * 80} | b |\n|---|---|\n| {'c' * 200} | d |"
    )
    outcomes(builder, builder.section("Priority outcomes", "outcomes"), 3)
    outcomes(builder, builder.section("Outcomes among words"), 3)
    return builder.document()


def other_scripts() -> Document:
    builder = _builder(council="מועצת הדוגמה")
    section = builder.section("Names in other scripts: مثال")
    builder.add(section, "block", text="שלום עולם, and مرحبا بالعالم with 42 in it.")
    builder.add(section, "block", text="الخدمات الإلكترونية، أحمد بن محمد")
    builder.add(section, "block", text="שלום (שלום) שלום < שלום")
    builder.add(section, "block", text="Brackets: (one), 2 < 3, 3 > 2.")
    builder.add(
        section, "block", text="Signs ◐ ● and soft\u00adhyphen \u200e👩\u200d💻."
    )
    builder.add(
        section, "block", text="Ελληνικά, Кириллица, Việt Nam, Łódź, ½ ☎ 中 😀."
    )
    return builder.document()


def huge_table() -> Document:
    builder = _builder()
    section = builder.section("A long table")
    rows = "\n".join(f"| Row {n} | {n:,} | {'words ' * 12}|" for n in range(90))
    builder.add(
        section, "block", text=f"| Name | Number | Notes |\n|---|--:|---|\n{rows}"
    )
    outcomes(builder, builder.section("Priority outcomes", "outcomes"), 70)
    return builder.document()


def empty() -> Document:
    builder = _builder()
    builder.section("Nothing here")
    builder.section("Nothing there", "outcomes", awaiting=AWAITING)
    builder.section("No rows", "figures", columns=[], total=True)
    return builder.document()


def bare() -> Document:
    return _builder().document()


RECORD = Plain({"number": "CAB/2004-12-09/1", "decided_by": "Cabinet £", "edition": 2})


def chain_of(document: Document, **more: Any) -> dict[str, Any]:
    """A record of authority as the signing rooms write it."""
    signoffs = [
        {
            "office": office,
            "person": f"{office} (demonstration)",
            "at": f"2004-12-15T1{n}:30:00+00:00",
            "means": "own_account",
            "interests": "none",
            "digest": "5e" * 32,
        }
        for n, office in enumerate(
            (
                "Finance and Resources Director",
                "Information and Customer Services Portfolio Holder",
            )
        )
    ]
    return {
        "statement": {
            "title": document.get("root", "title"),
            "round": "2004",
            "council": document.get("root", "council"),
        },
        "version": {"number": 3, "digest": document.digest},
        "imported": False,
        "decisions": [
            {
                "body": "Cabinet",
                "held_on": "2004-12-09",
                "recommendation": "b",
                "outcome": "Agreed",
                "wording": "That Cabinet approves the delegation and approval of "
                "subsequent changes to the two offices jointly.",
            }
        ],
        "delegations": [
            {
                "offices": [
                    "Information and Customer Services Portfolio Holder",
                    "Finance and Resources Director",
                ],
                "mode": "joint",
                "wording": "Approval of subsequent changes prior to submission.",
            }
        ],
        "changes": [
            {
                "number": 1,
                "title": "BVPI 157 forecast",
                "sentences": ["BVPI 157, March 2005 forecast: 71 becomes 74."],
                "reason": "The March figures have arrived.",
                "patch": {"a": {"text": [["71"], ["74"]]}},
                "round": 1,
                "digest": "ab" * 32,
                "signoffs": signoffs,
                "version": 2,
                "version_digest": "cd" * 32,
            }
        ],
        "final_approval": {
            "number": 2,
            "title": "Final approval",
            "sentences": [],
            "reason": "The text is complete.",
            "round": 1,
            "digest": "ef" * 32,
            "signoffs": signoffs,
        },
        "records": [
            {
                "file": "record-cab-2004-12-09-1.json",
                "number": "CAB/2004-12-09/1",
                "edition": 2,
                "sha256": RECORD.digest,
                "content": RECORD.record,
            }
        ],
        "cleared_on": "2004-12-17",
        "submission": None,
        **more,
    }
