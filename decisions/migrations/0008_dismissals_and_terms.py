import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0007_distribution'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appointmententry',
            name='until',
            field=models.DateField(blank=True, help_text='The last day, where it is known from the start.', null=True),
        ),
        migrations.AddConstraint(
            model_name='appointmententry',
            constraint=models.CheckConstraint(condition=Q(('until__isnull', True), ('until__gte', F('starts_on')), _connector='OR'), name='appointment_entry_ends_after_it_starts', violation_error_message='The last day must not be before the first.'),
        ),
        migrations.CreateModel(
            name='Dismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('appointment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dismissal', to='decisions.appointmententry')),
                ('paper', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dismissal', to='decisions.papersignature')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('urgency', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dismissal', to='decisions.urgency')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=Q(Q(('appointment__isnull', False), ('paper__isnull', True), ('urgency__isnull', True)), Q(('appointment__isnull', True), ('paper__isnull', True), ('urgency__isnull', False)), Q(('appointment__isnull', True), ('paper__isnull', False), ('urgency__isnull', True)), _connector='OR'), name='dismissal_is_of_one_entry'),
                    models.CheckConstraint(condition=Q(('reason', ''), _negated=True), name='dismissal_says_why', violation_error_message='Enter a reason.'),
                ],
            },
        ),
    ]
