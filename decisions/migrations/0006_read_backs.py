import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0005_records_and_call_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('statements', '0002_reading_as_member'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.BinaryField(help_text='The bytes as they were uploaded.')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('result', models.BinaryField(help_text='The comparison, as canonical JSON.')),
                ('differences', models.PositiveIntegerField()),
                ('read_at', models.DateTimeField()),
                ('guidelines', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.guidelines')),
                ('read_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='read_backs', to='decisions.submission')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sha256', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='read_back_names_its_file')],
            },
        ),
        migrations.CreateModel(
            name='ReadBackFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('found_at', models.DateTimeField()),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_back', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='decisions.readback')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='read_back_finding_says_why', violation_error_message='Say what was found.')],
            },
        ),
    ]
