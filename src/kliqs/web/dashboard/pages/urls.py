"""URLs of bio pages, below `/pages` of the dashboard."""

from django.urls import path

from kliqs.web.dashboard.pages import (
    blocks,
    content,
    creating,
    importing,
    listing,
    looking,
    numbers,
    options,
    pictures,
    preview,
    publishing,
    sharing,
)

urlpatterns = [
    path("", listing.show, name="pages"),
    path("/import", importing.bring, name="import_page"),
    path("/new", creating.create, name="new_page"),
    path("/sample", preview.sample, name="page_sample"),
    path("/restore/<uuid:page_id>", options.restore, name="restore_page"),
    path("/picture", pictures.take, name="page_picture"),
    path("/<uuid:page_id>", content.show, name="page"),
    path("/<uuid:page_id>/profile", content.change_profile, name="page_profile"),
    path("/<uuid:page_id>/new-block", blocks.add, name="new_block"),
    path("/<uuid:page_id>/restore-block", blocks.restore, name="restore_block"),
    path("/<uuid:page_id>/blocks/<str:block_id>", blocks.change, name="change_block"),
    path("/<uuid:page_id>/blocks/<str:block_id>/act", blocks.act, name="act_on_block"),
    path("/<uuid:page_id>/look", looking.show, name="page_look"),
    path("/<uuid:page_id>/options", options.show, name="page_options"),
    path("/<uuid:page_id>/address", options.rename, name="rename_page"),
    path("/<uuid:page_id>/password", options.protect, name="protect_page"),
    path("/<uuid:page_id>/delete", options.delete, name="delete_page"),
    path("/<uuid:page_id>/numbers", numbers.show, name="page_numbers"),
    path("/<uuid:page_id>/share", sharing.show, name="share_page"),
    path("/<uuid:page_id>/qr", sharing.qr, name="page_qr"),
    path("/<uuid:page_id>/qr/preview", sharing.qr_preview, name="page_qr_preview"),
    path("/<uuid:page_id>/preview", preview.show, name="page_preview"),
    path("/<uuid:page_id>/publish", publishing.publish, name="publish_page"),
    path("/<uuid:page_id>/unpublish", publishing.unpublish, name="unpublish_page"),
    path("/<uuid:page_id>/versions", publishing.versions, name="page_versions"),
    path("/<uuid:page_id>/versions/<int:number>/restore", publishing.restore, name="restore_version"),
]
