"""How every form of Django's and of ours is drawn: by the components, fields one below the other."""

from django.forms.renderers import TemplatesSetting


class ComponentsRenderer(TemplatesSetting):
    """`{{ field.as_field_group }}` draws `components/field.html`; errors stand below what they are about."""

    field_template_name = "components/field.html"
