"""URLs of the back office, below `/office` of the dashboard's host."""

from django.urls import path

from kliqs.web.office import audit, hosts, links, overview, page_reports, reports, users, workspaces

app_name = "office"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("/reports", reports.reports, name="reports"),
    path("/reports/<int:link_id>", reports.report, name="report"),
    path("/reports/<int:link_id>/resolve", reports.resolve, name="resolve_reports"),
    path("/reports/pages/<int:page_number>", page_reports.report, name="page_report"),
    path("/reports/pages/<int:page_number>/resolve", page_reports.resolve, name="resolve_page_reports"),
    path("/reports/pages/<int:page_number>/enable", page_reports.enable, name="enable_page"),
    path("/links", links.links, name="links"),
    path("/links/<int:link_id>", links.link, name="link"),
    path("/links/<int:link_id>/disable", links.disable, name="disable_link"),
    path("/links/<int:link_id>/enable", links.enable, name="enable_link"),
    path("/workspaces", workspaces.workspaces, name="workspaces"),
    path("/workspaces/<int:workspace_id>", workspaces.workspace, name="workspace"),
    path("/workspaces/<int:workspace_id>/plan", workspaces.plan, name="plan"),
    path("/workspaces/<int:workspace_id>/disable", workspaces.disable, name="disable_workspace"),
    path("/workspaces/<int:workspace_id>/enable", workspaces.enable, name="enable_workspace"),
    path("/people", users.users, name="users"),
    path("/people/<int:user_id>", users.user, name="user"),
    path("/people/<int:user_id>/disable", users.disable, name="disable_user"),
    path("/people/<int:user_id>/enable", users.enable, name="enable_user"),
    path("/hosts", hosts.hosts, name="hosts"),
    path("/hosts/block", hosts.block, name="block_host"),
    path("/hosts/unblock", hosts.unblock, name="unblock_host"),
    path("/audit", audit.audit, name="audit"),
]
