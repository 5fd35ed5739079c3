from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_keeper")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_therapist",
            field=models.BooleanField(default=False),
        ),
    ]
