"""URLs of the dashboard host."""

from django.urls import include, path
from django.views.generic import RedirectView

from kliqs.web import wellknown
from kliqs.web.dashboard import (
    api_keys,
    ending,
    joining,
    overview,
    people,
    privacy,
    profile,
    self_test,
    settings_hub,
    signing_in,
    stopping_mails,
    switching,
    taking_along,
    usage,
)
from kliqs.web.dashboard.activity import page as activity
from kliqs.web.dashboard.analytics import keeping, lists, live, orphans, page
from kliqs.web.dashboard.analytics.boards import of_everybody, of_member
from kliqs.web.dashboard.links import cards, deeds, panel, qr, table, whatsapp
from kliqs.web.dashboard.providers import doors

urlpatterns = [
    path("", overview.show, name="overview"),
    path("links", table.show, name="links"),
    path("links/newer", table.newer, name="newer_links"),
    path("links/new", panel.create, name="new_link"),
    path("links/whatsapp", whatsapp.create, name="whatsapp_link"),
    path("links/cards", cards.show, name="link_cards"),
    path("links/picture", cards.picture, name="link_picture"),
    path("links/slug", panel.slug_is_free, name="slug_is_free"),
    path("links/many", deeds.many, name="many_links"),
    path("links/restore", deeds.restore, name="restore_links"),
    path("links/export.csv", deeds.export, name="export_links"),
    path("links/<uuid:public_id>", panel.change, name="change_link"),
    path("links/<uuid:public_id>/qr", qr.show, name="link_qr"),
    path("links/<uuid:public_id>/qr/preview", qr.preview, name="link_qr_preview"),
    path("pages", include("kliqs.web.dashboard.pages.urls")),
    path("analytics", of_member(page.show), name="analytics"),
    path("analytics/panels/<str:name>", of_member(lists.panel), name="analytics_panel"),
    path("analytics/live", of_member(live.stream), name="analytics_live"),
    path("analytics/export.csv", of_member(lists.export), name="analytics_export"),
    path("analytics/orphans", of_member(orphans.card), name="analytics_orphans"),
    path("analytics/orphans.csv", of_member(orphans.export), name="analytics_orphans_export"),
    path("analytics/views", keeping.save, name="save_view"),
    path("analytics/views/<int:view_id>/forget", keeping.forget, name="forget_view"),
    path("analytics/weekly", keeping.summarise, name="weekly_summary"),
    path("analytics/shared", keeping.share, name="share_board"),
    path("analytics/shared/<int:board_id>", keeping.change, name="change_shared_board"),
    path("shared/<str:token>", of_everybody(page.show), name="shared_board"),
    path("shared/<str:token>/panels/<str:name>", of_everybody(lists.panel), name="shared_panel"),
    path("shared/<str:token>/live", of_everybody(live.stream), name="shared_live"),
    path("shared/<str:token>/export.csv", of_everybody(lists.export), name="shared_export"),
    path("usage", usage.show, name="usage"),
    path("settings/api-keys", api_keys.show, name="api_keys"),
    path("settings/api-keys/<int:key_id>/revoke", api_keys.revoke, name="revoke_key"),
    path("settings/api-keys/<int:key_id>/rotate", api_keys.rotate, name="rotate_key"),
    path("settings/api-keys/test", self_test.show, name="test_key"),
    path("settings", settings_hub.show, name="settings"),
    path("settings/members", people.show, name="members"),
    path("settings/members/leave", people.leave, name="leave_workspace"),
    path("settings/members/<int:member_id>/role", people.change, name="change_role"),
    path("settings/members/<int:member_id>/remove", people.remove, name="remove_member"),
    path("settings/invitations/<int:invitation_id>/resend", people.resend, name="resend_invitation"),
    path("settings/invitations/<int:invitation_id>/cancel", people.cancel, name="cancel_invitation"),
    path("settings/workspace", switching.rename, name="workspace"),
    path("settings/workspace/privacy", privacy.change, name="privacy"),
    path("settings/activity", activity.show, name="activity"),
    path("settings/export", taking_along.show, name="export"),
    path("settings/workspace/delete", ending.workspace, name="delete_workspace"),
    path("settings/profile/delete", ending.account, name="delete_account"),
    path("office", include("kliqs.web.office.urls")),
    path("workspaces/new", switching.add, name="new_workspace"),
    path("workspaces/<int:workspace_id>/choose", switching.choose, name="choose_workspace"),
    path("invitations/<str:token>", joining.by_invitation, name="invitation"),
    path("sign-in", RedirectView.as_view(pattern_name="account_login", query_string=True), name="sign_in"),
    path("account/first/<str:token>", profile.first, name="first_account"),
    *doors,
    path("account/", include("allauth.urls")),
    path("settings/profile", profile.show, name="profile"),
    path("sign-out", signing_in.leave, name="sign_out"),
    path("weekly-mail/<str:token>", stopping_mails.stop, name="stop_weekly_mail"),
    path("login-link/<str:token>", signing_in.by_link, name="login_link"),
    path("robots.txt", wellknown.closed_robots),
    path(".well-known/security.txt", wellknown.security),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
