from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = (("certificates", "0004_papers_keys_stickers"),)
    operations = (
        append_only("certificates_numberpattern"),
        append_only("certificates_template"),
        append_only("certificates_picture"),
        append_only("certificates_stickerseries"),
        append_only("certificates_stickermove"),
    )
