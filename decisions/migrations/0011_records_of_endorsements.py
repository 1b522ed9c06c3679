import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0010_call_in_mistakes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decisionrecord',
            name='record_of_one_decision',
        ),
        migrations.AddField(
            model_name='decisionrecord',
            name='endorsement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='decisions.endorsement'),
        ),
        migrations.AddConstraint(
            model_name='decisionrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('delegated__isnull', True), ('endorsement__isnull', True)), models.Q(('decision__isnull', True), ('delegated__isnull', False), ('endorsement__isnull', True)), models.Q(('decision__isnull', True), ('delegated__isnull', True), ('endorsement__isnull', False)), _connector='OR'), name='record_of_one_decision'),
        ),
        migrations.AddConstraint(
            model_name='decisionrecord',
            constraint=models.UniqueConstraint(fields=('endorsement', 'edition'), name='record_one_of_another_bodys_resolution', violation_error_message='This resolution has a record already.'),
        ),
    ]
