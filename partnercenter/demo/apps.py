from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "partnercenter.demo"
    label = "demo"
    verbose_name = "Demo"
