"""A WebKit browser for WebKitWebDriver that keeps its data in a folder, as a phone does; Debian's own forgets them.

Debian's Python runs it, for python3-gi belongs to that. PHONE_PROFILE: the folder. PHONE_AGENT: the name that the
browser gives itself. PHONE_SIZE: of its window in pixels, "390x844".
"""

import os

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402


def open_context(profile: str) -> WebKit2.WebContext:
    """What all pages share; its data live in the folder."""
    kept = WebKit2.WebsiteDataManager(base_data_directory=profile, base_cache_directory=f"{profile}/cache")
    context = WebKit2.WebContext.new_with_website_data_manager(kept)
    context.set_automation_allowed(True)
    return context


def open_window(context: WebKit2.WebContext) -> WebKit2.WebView:
    """A window of a phone's size with one page in it."""
    settings = WebKit2.Settings(
        enable_write_console_messages_to_stdout=True, user_agent=os.environ["PHONE_AGENT"]
    )
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True, settings=settings)
    width, height = map(int, os.environ["PHONE_SIZE"].split("x"))
    window = Gtk.Window(default_width=width, default_height=height, decorated=False)
    window.add(view)
    window.show_all()
    view.connect("close", lambda _: window.destroy())
    return view


def greet(context: WebKit2.WebContext, automation: WebKit2.AutomationSession) -> None:
    """Tell the driver who we are, and open a window whenever it asks for one."""
    us = WebKit2.ApplicationInfo.new()
    us.set_name("MiniBrowser")  # the only name that it accepts
    us.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
    automation.set_application_info(us)
    automation.connect("create-web-view", lambda _: open_window(context))


CONTEXT = open_context(os.environ["PHONE_PROFILE"])
CONTEXT.connect("automation-started", greet)
Gtk.main()
