"""The server: its settings, keys, database and logs. Only the person who runs the server reads this."""

_LOGS = "writes statements to the server log"
_LOSES = "loses acknowledged responses in a power cut"
_ADDRESS_ALONE = "give the address alone, such as https://surveys.example.org"

SETTINGS = {
    "settings_bad": "settings that must be mended:\n  %(faults)s",
    "setting_bad": "%(name)s: %(why)s",
    "number_wrong": "'%(given)s' is not a whole number from %(lowest)s to %(highest)s",
    "folder_not_utf8": "%(given)s has characters that are not UTF-8; give another folder",
    "sqlite_path_wrong": "in the path of a database, write %%3F for ? and %%25 for %%",
    "database_url_wrong": (
        "give sqlite:////absolute/path.sqlite or postgresql://user:password@host/database"
    ),
    "secret_key_short": (
        "is shorter than 32 characters; leave it out to have one made, or give a longer one"
    ),
    "redis_url_wrong": "give redis://host:port/0, or leave it out",
    "file_missing": "there is no file %(given)s",
    "host_wrong": "'%(given)s' is no address of this computer; give 127.0.0.1, 0.0.0.0, ::1, :: or a name",
    "address_with_password": f"an address that people type has no user and no password; {_ADDRESS_ALONE}",
    "address_wrong": f"'%(given)s' is not a web address; {_ADDRESS_ALONE}",
    "address_with_path": (
        f"'%(given)s' has more than a host: the pages are at its root, below no path; {_ADDRESS_ALONE}"
    ),
    "address_of_nobody": f"nobody can open '%(given)s'; {_ADDRESS_ALONE}",
    "port_taken": "PORT: %(port)s is taken by another program; stop that, or set PORT",
    "others_can_read": (
        "others can read what must be private; become the owner of these, or take their rights away (chmod go-rwx):"
        "\n  %(paths)s"
    ),
    "language_list": "%(said)s",
    "locale_unknown": "languages.yaml: %(tag)s: CLDR has no locale %(locale)s; lend one that it has, such as en",
}
KEYS = {
    "epoch_key_missing": (
        "%(path)s is missing or damaged; without it the responses that wait in this database cannot be opened. Put it "
        "back from where the folder was moved or copied. If it is lost for ever: python3 run.py recover"
    ),
    "epoch_key_damaged": (
        "%(path)s does not open a response that waits: the key or the database is damaged; put both back from the same "
        "moment. If that cannot be done: python3 run.py recover"
    ),
    "envelope_key_open": "%(path)s can be read by others; run: chmod 600 %(path)s",
    "envelope_key_damaged": "%(path)s is not a private key on P-256; put it back from a backup",
}
DATABASE = {
    "database_not_ready": "the database cannot be written or is not up to date; run: python3 run.py db upgrade",
    "database_unsafe": "the database is not safe for answers:\n  %(faults)s",
    "postgres_setting": (
        "%(setting)s = %(given)s %(why)s; "
        "run: ALTER SYSTEM SET %(setting)s = '%(safe)s', then SELECT pg_reload_conf() or restart"
    ),
    "sqlite_setting": "%(setting)s = %(given)s %(why)s",
    "statements_logged": _LOGS,
    "times_logged": "writes the time of every statement to the server log",
    "slow_statements_logged": "writes slow statements to the server log",
    "answers_logged": "writes answers to the server log when a statement fails",
    "commit_times_kept": "keeps the second in which each person answered",
    "lost_in_power_cut": _LOSES,
    "not_write_ahead": "is what durable concurrent writing rests on; keep the file on a local disk",
    "left_in_file": "leaves responses in the file after they were mixed",
    "rows_unchecked": "lets rows point at nothing",
}
LOGS = {
    "audit_changed": (
        "the audit log was changed at or before entry %(number)s; compare it with a backup to see what"
    ),
    "audit_cut_off": "the audit log was cut off after entry %(number)s; compare it with a backup",
}
OTHERS = {
    "nothing_here": "there is nothing at this address",
    "survey_faults": "%(faults)s",
    "rule_unreadable": "%(fault)s",
}
"""Unknown addresses, and faults of surveys, which have their own codes and words in `surveys/faults`."""
