"""The server: its settings, keys, backups, database and logs. Only the person who runs the server reads this."""

_LOGS = "writes statements to the server log"
_LOSES = "loses acknowledged responses in a power cut"
_ADDRESS_ALONE = "give the address alone, such as https://surveys.example.org"

SETTINGS = {
    "settings_bad": "please fix these settings:\n  %(faults)s",
    "setting_bad": "%(name)s: %(why)s",
    "number_wrong": "'%(given)s' is not a whole number from %(lowest)s to %(highest)s",
    "folder_not_utf8": "%(given)s has characters that are not UTF-8; give another folder",
    "sqlite_path_wrong": "in the path of a database, write %%3F for ? and %%25 for %%",
    "database_url_wrong": (
        "give sqlite:////absolute/path.sqlite or postgresql://user:password@host/database"
    ),
    "direct_url_wrong": (
        "give the address of the same Postgres as in DATABASE_URL, past the pooler, or leave it out"
    ),
    "secret_key_short": ("is shorter than 32 characters; give a longer one, or leave it out and one is made"),
    "token_wrong": "give at least 32 letters, digits or signs without a blank, or leave it out",
    "redis_url_wrong": "give redis://host:port/0, or leave it out",
    "file_missing": "there is no file %(given)s",
    "host_wrong": (
        "'%(given)s' is not an address of this computer; give 127.0.0.1, 0.0.0.0, ::1, :: or a name"
    ),
    "address_with_password": f"an address that people type has no user and no password; {_ADDRESS_ALONE}",
    "address_wrong": f"'%(given)s' is not a web address; {_ADDRESS_ALONE}",
    "address_with_path": (f"'%(given)s' has more than a host name; {_ADDRESS_ALONE}"),
    "address_of_nobody": f"nobody can open '%(given)s'; {_ADDRESS_ALONE}",
    "port_taken": "PORT: another program uses %(port)s; stop that program, or set PORT",
    "others_can_read": (
        "other users can read private files; become the owner of these, or remove the rights of "
        "others (chmod go-rwx):\n  %(paths)s"
    ),
    "folder_not_ours": "%(path)s: this user cannot write there (%(why)s)",
    "language_list": "%(said)s",
    "locale_unknown": (
        "languages.yaml: %(tag)s: CLDR has no locale %(locale)s; use one that it has, such as en"
    ),
}
KEYS = {
    "epoch_key_missing": (
        "%(path)s is missing or damaged; without it, nobody can open the waiting responses in this database. "
        "If the sealer runs elsewhere, run this there. If not, restore the file from the folder's old place or a copy. "
        "If it is lost forever: python3 run.py recover"
    ),
    "epoch_key_damaged": (
        "%(path)s does not open a waiting response: the key or the database is damaged; restore both "
        "from the same moment. If you cannot: python3 run.py recover"
    ),
    "keys_not_written": (
        "%(path)s: a new key cannot be written there (%(why)s). If the sealer runs elsewhere, run this there; "
        "if not, give this user the folder, or make room"
    ),
    "no_epoch": "there is no key yet to seal responses to; start a sealer: python3 run.py seal --watch",
    "epoch_without_key": (
        "the sealer does not find the private key of epoch %(number)s; "
        "on its machine, python3 run.py check names the file"
    ),
    "older_database": (
        "the database is older than it was; if somebody put a copy back: stop the servers, python3 run.py check, start"
    ),
    "sealed_by_another": "another sealer is at work; nothing is lost; if you typed a command, try again",
    "secret_missing": (
        "%(path)s is missing, and this database needs it. Put it back from your copy; if the folder is shared, see "
        "whether it is mounted. If the file is lost for good, see what follows: python3 run.py secret forget %(name)s"
    ),
    "secret_is_another": (
        "%(path)s is not the one that this database was used with. Put that one back. If it is lost for good, see what "
        "follows: python3 run.py secret forget %(name)s"
    ),
    "envelope_key_open": "other users can read %(path)s; run: chmod 600 %(path)s",
    "envelope_key_damaged": "%(path)s is not a private key on P-256; restore it from a backup",
}
BACKUPS = {
    "no_recovery_key": (
        "responses wait to be mixed, and there is no recovery key to seal them to; make one and keep it "
        "elsewhere: python3 run.py recovery-key"
    ),
    "recovery_key_damaged": "%(path)s is not a recovery key; make a new one: python3 run.py recovery-key",
    "recovery_key_mistyped": (
        "line %(line)s of the recovery key is missing or has a typing mistake; copy it again from the paper"
    ),
    "recovery_key_of_another": (
        "this backup needs the recovery key %(wanted)s, and the one that you gave is %(given)s; look for the "
        "paper with that fingerprint"
    ),
    "no_backup_part": "%(path)s is not a whole part of a backup; name the folder that `backup` wrote, or its file",
    "backup_not_written": "%(path)s cannot be written: %(why)s; make room, or name another place",
    "backup_damaged": "%(path)s is damaged at %(member)s; take another copy of it, or an older backup",
    "backup_not_opened": "a response in the backup is sealed to another recovery key; take an older backup",
    "backup_does_not_fit": "the backup does not fit together; nothing was brought back; take an older backup",
    "backup_of_another_version": (
        "the backup has migration %(made_by)s, and this version of the program has %(here)s; restore it with "
        "the version that made it, then upgrade"
    ),
    "backup_of_another_engine": (
        "the backup comes from %(made_by)s, and this database is %(here)s; set DATABASE_URL to an empty database "
        "of the same kind"
    ),
    "database_not_empty": (
        "this database is not empty (%(tables)s), and a backup never overwrites; set DATABASE_URL and "
        "INSTANCE_PATH to new places"
    ),
    "secrets_not_found": (
        "there is no %(path)s; name the part with the secrets: --secrets PATH. If it is lost: --without-secrets"
    ),
    "secrets_of_another": (
        "%(path)s holds other secrets than this backup needs; name the part that was written together with it"
    ),
    "secrets_in_place": "there are other secrets here already: %(paths)s; move them to another place first",
}
DATABASE = {
    "database_not_ready": "the database cannot be written or is not up to date; run: python3 run.py db upgrade",
    "ready_database_away": (
        "the database does not answer, or refuses to be written; start it, and check DATABASE_URL and the network"
    ),
    "ready_database_full": "the disk of the database is full, so no response can be stored; make room there",
    "ready_migration_due": "the database is not up to date; run: python3 run.py db upgrade",
    "ready_folder": (
        "nothing can be written to the instance folder (%(reason)s); make room there, or give it back to the "
        "server's user"
    ),
    "ready_slow": (
        "the database or the instance folder did not answer within %(seconds)s seconds; look at the database, its "
        "standby, the network and the shared folder"
    ),
    "database_unsafe": "the database is not safe for answers:\n  %(faults)s",
    "no_standby_confirms": (
        "synchronous_standby_names is empty, so nothing but this one machine has an answer when we say that it is "
        "stored; if its disk is lost, the answers since the last backup are lost. "
        "Add a synchronous standby: docs/servers.md"
    ),
    "activities_unseen": (
        "track_activities = off, so another sealer cannot see that one has frozen and does not take over; "
        "run: ALTER SYSTEM SET track_activities = 'on', then SELECT pg_reload_conf()"
    ),
    "postgres_setting": (
        "%(setting)s = %(given)s %(why)s; "
        "run: ALTER SYSTEM SET %(setting)s = '%(safe)s', then SELECT pg_reload_conf() or restart"
    ),
    "sqlite_setting": "%(setting)s = %(given)s %(why)s",
    "statements_logged": _LOGS,
    "times_logged": "writes the time of every statement to the server log",
    "slow_statements_logged": "writes slow statements to the server log",
    "answers_logged": "writes answers to the server log when a statement fails",
    "commit_times_kept": "records the second when each person answered",
    "lost_in_power_cut": _LOSES,
    "not_write_ahead": "is not safe while several processes write; keep the file on a local disk",
    "left_in_file": "leaves responses in the file after they are mixed",
    "rows_unchecked": "lets rows refer to rows that do not exist",
}
MOVES = {
    "database_moved": (
        "the rows of this database have moved to %(where)s; set DATABASE_URL to it. If no server uses that copy, come "
        "back: python3 run.py copy-to --undo"
    ),
    "move_not_from_here": "DATABASE_URL is not SQLite; run this with the SQLite database that people use now",
    "move_not_there": "rows can only move to Postgres; give postgresql://user:password@host/database",
    "move_source_old": "the database is not up to date; stop the server, run: python3 run.py db upgrade",
    "move_target_old": (
        "the other database has tables of another version; give an empty database, or, with DATABASE_URL set to it: "
        "python3 run.py db upgrade"
    ),
    "move_strangers": "the other database holds tables of something else (%(tables)s); give an empty database",
    "move_not_empty": "the other database already has rows (%(tables)s); give an empty database",
    "move_unreachable": (
        "%(name)s cannot be used: %(reason)s; check that Postgres runs, its address, database, user and password"
    ),
    "move_refused": "Postgres refuses a row of the table %(table)s: %(reason)s; nothing was moved",
    "move_differs": (
        "what arrived differs in %(tables)s; nothing was moved. Try again; if it happens again, keep SQLite and "
        "report it"
    ),
    "move_nothing_to_undo": "the rows of this database have not moved; there is nothing to undo",
}
LOGS = {
    "audit_changed": (
        "the audit log was changed at or before entry %(number)s; compare it with a backup to see"
        " what changed"
    ),
    "audit_cut_off": "the audit log was cut off after entry %(number)s; compare it with a backup",
}
OTHERS = {
    "no_secret": "this database knows no secret %(name)s; it knows: %(known)s",
    "nothing_here": "there is nothing at this address",
    "survey_faults": "%(faults)s",
    "rule_unreadable": "%(fault)s",
}
"""Unknown addresses, and faults of surveys, which have their own codes and words in `surveys/faults`."""
