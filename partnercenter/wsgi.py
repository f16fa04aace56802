import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")

application = get_wsgi_application()

from partnercenter.core.startup import refuse_unsafe_role  # noqa: E402  needs the settings

refuse_unsafe_role()
