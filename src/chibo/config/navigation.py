"""The areas of Chibo in the order of the rail, and the four that each role has under its thumb."""

from django.utils.translation import gettext_lazy as _

from chibo.home.shell import Area, Group
from chibo.indicators import rules as indicators
from chibo.records.admissions import rules as admissions
from chibo.records.cascade import rules as cascade
from chibo.records.communication import rules as communication
from chibo.records.contests import rules as contests
from chibo.records.documents import rules as documents
from chibo.records.meetings import rules as meetings
from chibo.records.members import rules as members
from chibo.records.plans import rules as plans
from chibo.records.regulations import rules as regulations
from chibo.records.schedules import rules as schedules
from chibo.records.studies import rules as studies
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
            Area(_("Meetings"), _("Meetings, roll call, resolutions"), "meetings:list", "meet", meetings.VIEW),
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
        _("The Party organisation"),
        (
            Area(_("Organisation"), _("Cells, posts, terms, mergers"), "structure:tree", "org", access.VIEW_TREE),
            Area(_("Members"), _("The roll, records, transfers"), "members:roll", "member", members.COUNT),
            Area(
                _("Working rules"),
                _("Rules of working and coordination, their versions and reviews"),
                "regulations:list",
                "book",
                regulations.VIEW,
            ),
            Area(
                _("Admissions"),
                _("From the proposal to the official member"),
                "admissions:list",
                "pen",
                admissions.VIEW,
            ),
        ),
    ),
    Group(
        _("Study and emulation"),
        (
            Area(_("Study and following"), _("Yearly plans of members and cells"), "plans:list", "book", plans.VIEW),
            Area(_("My plan"), _("What I undertake this year"), "plans:own", "pen", plans.REGISTER_OWN),
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
