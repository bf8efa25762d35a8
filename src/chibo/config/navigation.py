"""The areas of Chibo in the order of the rail, and the four that each role has under its thumb."""

from django.utils.translation import gettext_lazy as _

from chibo.home.shell import Area, Group
from chibo.indicators import rules as indicators
from chibo.records.admissions import rules as admissions
from chibo.records.awards import rules as awards
from chibo.records.ballotbox import rules as ballotbox
from chibo.records.ballots import rules as ballots
from chibo.records.cascade import rules as cascade
from chibo.records.cells import rules as cells
from chibo.records.communication import rules as communication
from chibo.records.confidence import rules as confidence
from chibo.records.contests import rules as contests
from chibo.records.documents import rules as documents
from chibo.records.following import rules as following
from chibo.records.meetings import rules as meetings
from chibo.records.members import rules as members
from chibo.records.plans import rules as plans
from chibo.records.quotas import rules as quotas
from chibo.records.regulations import rules as regulations
from chibo.records.reviews import rules as reviews
from chibo.records.schedules import rules as schedules
from chibo.records.scoring import rules as scoring
from chibo.records.selfchecks import rules as selfchecks
from chibo.records.studies import rules as studies
from chibo.records.surveys import rules as surveys
from chibo.records.targets import rules as targets
from chibo.records.tasks import rules as tasks
from chibo.registry.access import rules as access
from chibo.registry.access.models import Role
from chibo.reports import rules as reports

GROUPS = (
    Group(
        _("Every day"),
        (
            Area(_("Today"), _("What is due, the next meeting, who is late"), "home", "today"),
            Area(_("Tasks"), _("Who does what, by when; reports and urging"), "tasks:list", "task", tasks.VIEW),
            Area(
                _("Carrying out of documents"),
                _("Who got each, planned and acted; which point waits"),
                "cascade:list",
                "arrow",
                cascade.SEE,
            ),
            Area(
                _("Conclusions of the committee"),
                _("Notices, and what became of each point"),
                "cascade:conclusions",
                "check",
                cascade.VIEW_CONCLUSIONS,
            ),
            Area(
                _("Week and month"),
                _("The week's calendar, the month's plan"),
                "schedules:week",
                "clock",
                schedules.VIEW,
            ),
            Area(
                _("Documents"), _("Incoming, outgoing, who has studied them"), "documents:list", "doc", documents.VIEW
            ),
        ),
    ),
    Group(
        _("Life of the cells"),
        (
            Area(_("Meetings"), _("Meetings, roll call, resolutions"), "meetings:list", "meet", meetings.VIEW),
            Area(
                _("Minutes and resolutions of cells"),
                _("The books of each cell, year by year"),
                "cells:list",
                "book",
                cells.SEE_BOOKS,
            ),
            Area(
                _("Meetings of cells, month by month"),
                _("Which cells have met, locked and sent"),
                "cells:overview",
                "meet",
                cells.OVERSEE,
            ),
            Area(
                _("Scores of cell meetings"),
                _("Points, levels, criteria of the self-scoring"),
                "scoring:list",
                "target",
                scoring.OVERVIEW,
            ),
            Area(
                _("Following of cells"),
                _("Who of the committee follows which cell, who came"),
                "following:list",
                "look",
                following.VIEW,
            ),
            Area(_("My cells"), _("The cells that I follow for the committee"), "following:own", "pen", following.OWN),
        ),
    ),
    Group(
        _("The Party organisation"),
        (
            Area(_("Organisation"), _("Cells, posts, terms, mergers"), "structure:tree", "org", access.VIEW_TREE),
            Area(_("Members"), _("The roll, records, transfers"), "members:roll", "member", members.COUNT),
            Area(
                _("Admissions"),
                _("From the proposal to the official member"),
                "admissions:list",
                "pen",
                admissions.VIEW,
            ),
            Area(
                _("Working rules"),
                _("Rules of working and coordination, their versions and reviews"),
                "regulations:list",
                "book",
                regulations.VIEW,
            ),
        ),
    ),
    Group(
        _("Plans, review, recognition"),
        (
            Area(_("My plan"), _("What I undertake this year"), "plans:own", "pen", plans.REGISTER_OWN),
            Area(_("Study and following"), _("Yearly plans of members and cells"), "plans:list", "book", plans.VIEW),
            Area(
                _("Plans by cell"),
                _("How many registered, agreed, reported"),
                "plans:numbers",
                "figure",
                plans.COUNT,
            ),
            Area(_("My self-check"), _("The 27 signs and the 19 things"), "selfchecks:own", "check", selfchecks.WRITE),
            Area(
                _("Review and rating"),
                _("Self-review, proposals, decision, what is corrected"),
                "reviews:list",
                "member",
                reviews.SEE,
            ),
            Area(_("Caps on ratings"), _("How many may be rated excellent"), "quotas:list", "target", quotas.VIEW),
            Area(_("Awards"), _("Titles, flags, certificates, badges"), "awards:list", "check", awards.VIEW),
        ),
    ),
    Group(
        _("Votes and opinions"),
        (
            Area(
                _("Opinion surveys"),
                _("Who is asked, what came out, what was done"),
                "surveys:list",
                "info",
                surveys.LIST,
                without_role=True,
            ),
            Area(
                _("Anonymous boxes"),
                _("Sealed answers to surveys; tickets, keys, opening"),
                "ballotbox:list",
                "key",
                ballotbox.VIEW,
            ),
            Area(_("Secret votes"), _("Two counts on paper, compared"), "ballots:list", "check", ballots.VIEW),
            Area(_("Confidence votes"), _("On leaders, by three levels"), "confidence:list", "check", confidence.VIEW),
        ),
    ),
    Group(
        _("Study and communication"),
        (
            Area(_("Studies"), _("Programmes, reflections, seminars"), "studies:list", "book", studies.VIEW),
            Area(_("Contests"), _("Rounds, entries, results"), "contests:list", "contest", contests.VIEW),
            Area(
                _("Communication"),
                _("Articles, broadcasts, exemplary people"),
                "communication:items",
                "report",
                communication.VIEW,
            ),
        ),
    ),
    Group(
        _("Figures"),
        (
            Area(_("Targets"), _("What was set, what is reached"), "targets:list", "target", targets.VIEW),
            Area(
                _("Figures"),
                _("Every figure and the records behind it"),
                "indicators:catalogue",
                "figure",
                indicators.VIEW,
            ),
            Area(_("Reports"), _("Write, check, sign, send up"), "reports:list", "report", reports.VIEW_SIGNED),
        ),
    ),
    Group(
        _("Running Chibo"),
        (
            Area(_("Trail"), _("Who changed what, and when"), "trail", "trail", access.VIEW_TRAIL),
            Area(
                _("Accounts"),
                _("Who may sign in, and with which duty"),
                "access:accounts",
                "key",
                access.MANAGE_ACCOUNTS,
            ),
            Area(_("Days off"), _("Holidays and swapped working days"), "days:list", "today", tasks.EDIT_DAYS),
        ),
    ),
)

EVERYTHING = Area(_("All"), _("All areas on one page"), "areas", "all")

OF_A_CELL = ("home", "meetings:list", "tasks:list", "members:roll")
OF_AN_OFFICE = ("home", "documents:list", "indicators:catalogue", "reports:list")

TABS = {
    Role.MEMBER: ("home", "meetings:list", "documents:list", "reports:list"),
    Role.SECRETARY: OF_A_CELL,
    Role.CLERK: OF_AN_OFFICE,
    Role.BOARD: ("home", "members:roll", "admissions:list", "reports:list"),
    Role.INSPECTOR: OF_AN_OFFICE,
    Role.LEADER: OF_AN_OFFICE,
    Role.SUPERIOR: OF_AN_OFFICE,
    Role.PARTNER: OF_AN_OFFICE,
    Role.ADMIN: ("home", "access:accounts"),
}
