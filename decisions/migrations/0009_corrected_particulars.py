from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0008_dismissals_and_terms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decisioncorrection',
            name='decision_correction_corrects_something_and_says_why',
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='alternatives',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='interests',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='reasons',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='decisioncorrection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alternatives', ''), ('interests', ''), ('minute_number', ''), ('reasons', ''), ('wording', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='decision_correction_corrects_something_and_says_why', violation_error_message='Correct something, and say why.'),
        ),
    ]
