import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0004_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallInRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('ruling', models.CharField(choices=[('applies', 'Call-in applies'), ('does_not', 'Call-in does not apply'), ('not_known', 'Not known')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('working_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('from_publication_day', models.BooleanField(default=False, help_text='The day of publication counts as the first day.')),
                ('published_on', models.DateField(blank=True, null=True)),
                ('effective_on', models.DateField(blank=True, help_text='The first day on which it may be acted on.', null=True)),
                ('recorded_at', models.DateTimeField()),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='decisions.decision')),
                ('delegated', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='decisions.delegateddecision')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ruling on call-in',
                'verbose_name_plural': 'rulings on call-in',
                'ordering': ['pk'],
                'permissions': [('record_call_in', 'Record call-in and its waivers')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('delegated__isnull', True)), models.Q(('decision__isnull', True), ('delegated__isnull', False)), _connector='OR'), name='call_in_ruling_of_one_decision'), models.UniqueConstraint(fields=('decision', 'number'), name='call_in_ruling_one_of_each_number'), models.UniqueConstraint(fields=('delegated', 'number'), name='call_in_ruling_one_of_each_delegated_number'), models.CheckConstraint(condition=models.Q(models.Q(('ruling', 'applies'), ('working_days__gte', 1), ('working_days__isnull', False)), models.Q(('ruling__in', ['does_not', 'not_known']), ('from_publication_day', False), ('working_days__isnull', True)), _connector='OR'), name='call_in_that_applies_has_a_window', violation_error_message='Say how many working days it lasts.'), models.CheckConstraint(condition=models.Q(models.Q(('ruling', 'does_not'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='call_in_that_does_not_apply_says_why', violation_error_message='Say why call-in does not apply.'), models.CheckConstraint(condition=models.Q(models.Q(('ruling', 'applies'), _negated=True), models.Q(('effective_on__isnull', True), ('published_on__isnull', True)), models.Q(('effective_on__gt', models.F('published_on')), ('effective_on__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='call_in_that_applies_ends_after_publication', violation_error_message='The decision takes effect after the day of its publication.')],
            },
        ),
        migrations.CreateModel(
            name='CalledIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('members', models.TextField(help_text='By which members.')),
                ('grounds', models.TextField()),
                ('called_in_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='called_in', to='decisions.callinruling')),
            ],
            options={
                'verbose_name': 'call-in',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('members', ''), _negated=True), models.Q(('grounds', ''), _negated=True)), name='called_in_says_by_whom_and_why', violation_error_message='Say which members called it in, and why.')],
            },
        ),
        migrations.CreateModel(
            name='CallInWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_by', models.TextField(help_text='Who agreed, by office.')),
                ('why', models.TextField()),
                ('agreed_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ruling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='waiver', to='decisions.callinruling')),
            ],
            options={
                'verbose_name': 'waiver of call-in',
                'verbose_name_plural': 'waivers of call-in',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed_by', ''), _negated=True), models.Q(('why', ''), _negated=True)), name='call_in_waiver_says_who_and_why', violation_error_message='Say who agreed, and why it could not wait.')],
            },
        ),
        migrations.CreateModel(
            name='DecisionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text="By the council's own pattern.", max_length=80)),
                ('slug', models.SlugField(help_text='The number in an address.', max_length=80)),
                ('edition', models.PositiveSmallIntegerField()),
                ('decided_on', models.DateField()),
                ('content', models.BinaryField(help_text='All that it says (canonical JSON).')),
                ('digest', models.CharField(max_length=64)),
                ('correction', models.TextField(blank=True, help_text='Why it was corrected.')),
                ('published_on', models.DateField(help_text='The day of this edition.')),
                ('published_at', models.DateTimeField()),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='decisions.decision')),
                ('delegated', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='decisions.delegateddecision')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record of a decision',
                'verbose_name_plural': 'records of decisions',
                'ordering': ['-decided_on', 'number', 'edition'],
                'permissions': [('publish_record', 'Publish records of decisions')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('delegated__isnull', True)), models.Q(('decision__isnull', True), ('delegated__isnull', False)), _connector='OR'), name='record_of_one_decision'), models.UniqueConstraint(fields=('number', 'edition'), name='record_number_is_given_once', violation_error_message='Another record has that number.'), models.UniqueConstraint(fields=('slug', 'edition'), name='record_address_is_given_once'), models.UniqueConstraint(fields=('decision', 'edition'), name='record_one_of_a_bodys_decision', violation_error_message='This decision has a record already.'), models.UniqueConstraint(fields=('delegated', 'edition'), name='record_one_of_a_delegated_decision', violation_error_message='This decision has a record already.'), models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), ('edition', 1)), models.Q(('edition__gt', 1), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='record_corrected_says_why', violation_error_message='Say what is corrected, and why.')],
            },
        ),
        migrations.CreateModel(
            name='CallInOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('released', 'Released: scrutiny took it no further'), ('upheld', 'Upheld: the decision stands'), ('referred_back', 'Referred back to be decided again'), ('to_council', 'Referred to Council')], max_length=16)),
                ('reasons', models.TextField()),
                ('decided_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('called_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='decisions.calledin')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'outcome of a call-in',
                'verbose_name_plural': 'outcomes of call-ins',
                'ordering': ['called_in', 'number'],
                'constraints': [models.UniqueConstraint(fields=('called_in', 'number'), name='call_in_outcome_one_of_each_number'), models.CheckConstraint(condition=models.Q(('outcome__in', ['released', 'upheld', 'referred_back', 'to_council']), models.Q(('reasons', ''), _negated=True)), name='call_in_outcome_says_why', violation_error_message='Say what was decided on it, and why.')],
            },
        ),
    ]
