import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0003_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('statements', '0001_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('number', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('kind', models.CharField(choices=[('procedural', 'Procedural item'), ('recommendation', 'Recommendation to Council'), ('decision', 'Decision')], max_length=16)),
            ],
            options={
                'ordering': ['record', 'position'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['procedural', 'recommendation', 'decision']), models.Q(('title', ''), _negated=True)), name='agenda_item_has_a_title_and_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('presence', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies for absence'), ('in_attendance', 'In attendance')], max_length=16)),
            ],
            options={
                'ordering': ['record', 'position'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('presence__in', ['present', 'apologies', 'in_attendance']), models.Q(('name', ''), _negated=True)), name='attendee_has_a_name_and_a_presence')],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(help_text='Such as paragraph 5.', max_length=60)),
                ('withdrawn', models.BooleanField(default=False, help_text='The report does not refer to it after all.')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['report', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='citation_says_where_in_the_report')],
            },
        ),
        migrations.CreateModel(
            name='DecisionCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('wording', models.TextField(blank=True)),
                ('minute_number', models.CharField(blank=True, max_length=20)),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['decision', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('wording', ''), ('minute_number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='decision_correction_corrects_something_and_says_why', violation_error_message='Correct something, and say why.')],
            },
        ),
        migrations.CreateModel(
            name='DeclaredInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('who', models.CharField(max_length=200)),
                ('nature', models.TextField(help_text='The interest.')),
                ('action', models.TextField(help_text='What they did, such as leaving the room.')),
                ('granted_by', models.CharField(blank=True, choices=[('standards_committee', 'Standards committee'), ('head_of_paid_service', 'Head of paid service')], help_text='Who granted a dispensation; blank when there was none.', max_length=24)),
            ],
            options={
                'ordering': ['record', 'position'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('who', ''), _negated=True), models.Q(('nature', ''), _negated=True), models.Q(('action', ''), _negated=True), ('granted_by__in', ('', 'standards_committee', 'head_of_paid_service'))), name='declared_interest_says_who_what_and_what_they_did')],
            },
        ),
        migrations.CreateModel(
            name='EarlierDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('subject', models.CharField(max_length=200)),
                ('wording', models.TextField(blank=True, help_text='Blank when it is not held here.')),
                ('minute_number', models.CharField(blank=True, help_text='Blank when it is not known.', max_length=20)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['held_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='earlier_decision_has_a_subject')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('endorsed', 'Endorsed or agreed'), ('noted', 'Noted'), ('referred_back', 'Referred back'), ('rejected', 'Rejected')], max_length=16)),
                ('wording', models.TextField(help_text='As resolved.')),
                ('reasons', models.TextField()),
                ('alternatives', models.TextField()),
                ('interests', models.TextField()),
                ('minute_number', models.CharField(blank=True, max_length=20)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['statement', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['endorsed', 'noted', 'referred_back', 'rejected'])), name='endorsement_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('wording', ''), _negated=True), models.Q(('reasons', ''), _negated=True), models.Q(('alternatives', ''), _negated=True), models.Q(('interests', ''), _negated=True)), name='endorsement_says_what_the_regulations_ask', violation_error_message='Say the decision, reasons, alternatives and interests; enter “None” where there was none.')],
            },
        ),
        migrations.CreateModel(
            name='MeetingRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('agenda', 'Agenda'), ('attendance', 'Attendance'), ('interests', 'Interests declared'), ('minutes', 'Minutes')], max_length=12)),
                ('edition', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['meeting', 'part', 'edition'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('part', 'minutes'), models.Q(('text', ''), _negated=True)), ('part', 'interests'), models.Q(('part__in', ('agenda', 'attendance')), ('text', '')), _connector='OR'), name='meeting_record_part_is_known_and_minutes_have_words')],
            },
        ),
        migrations.CreateModel(
            name='MinutesConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrections', models.TextField(help_text='What was corrected. “None” is said, not left out.')),
                ('signed_by', models.CharField(help_text='Who signed them, by name or role.', max_length=200)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('corrections', ''), _negated=True), models.Q(('signed_by', ''), _negated=True)), name='minutes_confirmation_says_corrections_and_who_signed')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_on', models.DateField()),
                ('where', models.CharField(help_text='Offices, website.', max_length=300)),
                ('urgency', models.TextField(blank=True, help_text='Why the notice was short; blank when it was not.')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['meeting', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('where', ''), _negated=True), name='publication_says_where')],
            },
        ),
        migrations.CreateModel(
            name='WordingFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stands', models.BooleanField()),
                ('reason', models.TextField()),
                ('found_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='wording_finding_says_why')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='endorsement',
            field=models.CharField(blank=True, choices=[('not_called_for', 'Not called for'), ('wanted', 'Wanted: the text can be cleared without it'), ('required', 'Required before the text is cleared')], help_text='Whether another body is to endorse the text.', max_length=16),
        ),
        migrations.AddField(
            model_name='decision',
            name='endorsing_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.body'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('endorsement__in', ('wanted', 'required')), ('endorsing_body__isnull', False)), models.Q(('endorsement__in', ('', 'not_called_for')), ('endorsing_body__isnull', True)), _connector='OR'), name='decision_names_the_body_that_endorses', violation_error_message='Choose the body that is to endorse the text.'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='report',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.report'),
        ),
        migrations.AddField(
            model_name='attendee',
            name='office',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='citation',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='citation',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='decisions.report'),
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='decisions.decision'),
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='earlierdecision',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_decisions', to='decisions.body'),
        ),
        migrations.AddField(
            model_name='earlierdecision',
            name='corrects',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='decisions.earlierdecision'),
        ),
        migrations.AddField(
            model_name='earlierdecision',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='citation',
            name='earlier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='decisions.earlierdecision'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='decisions.meeting'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='statements.statement'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='statements.version'),
        ),
        migrations.AddField(
            model_name='meetingrecord',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='decisions.meeting'),
        ),
        migrations.AddField(
            model_name='meetingrecord',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='declaredinterest',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='decisions.meetingrecord'),
        ),
        migrations.AddField(
            model_name='attendee',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='decisions.meetingrecord'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='decisions.meetingrecord'),
        ),
        migrations.AddField(
            model_name='minutesconfirmation',
            name='confirmed_at',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes_confirmed', to='decisions.meeting'),
        ),
        migrations.AddField(
            model_name='minutesconfirmation',
            name='meeting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes_confirmation', to='decisions.meeting'),
        ),
        migrations.AddField(
            model_name='minutesconfirmation',
            name='minutes',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='decisions.meetingrecord'),
        ),
        migrations.AddField(
            model_name='minutesconfirmation',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisioncorrection',
            name='confirmation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision_corrections', to='decisions.minutesconfirmation'),
        ),
        migrations.AddField(
            model_name='publication',
            name='agenda',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='decisions.meetingrecord'),
        ),
        migrations.AddField(
            model_name='publication',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='decisions.meeting'),
        ),
        migrations.AddField(
            model_name='publication',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publication',
            name='tabling',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='decisions.tabling'),
        ),
        migrations.AddField(
            model_name='wordingfinding',
            name='corrected_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wordingfinding',
            name='correction',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='decisions.decisioncorrection'),
        ),
        migrations.AddField(
            model_name='wordingfinding',
            name='found_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='meetingrecord',
            constraint=models.UniqueConstraint(fields=('meeting', 'part', 'edition'), name='meeting_record_one_of_each_edition', violation_error_message='Somebody recorded this just now. Read it.'),
        ),
        migrations.AddConstraint(
            model_name='declaredinterest',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='declared_interest_one_a_place'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='attendee_one_a_place'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='agenda_item_one_a_place'),
        ),
        migrations.AddConstraint(
            model_name='minutesconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(('meeting', models.F('confirmed_at')), _negated=True), name='minutes_are_confirmed_at_another_meeting', violation_error_message='Choose a later meeting of the same body.'),
        ),
        migrations.AddConstraint(
            model_name='decisioncorrection',
            constraint=models.UniqueConstraint(fields=('decision', 'number'), name='decision_correction_one_of_each_number'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agenda__isnull', False), ('tabling__isnull', True)), models.Q(('agenda__isnull', True), ('tabling__isnull', False)), _connector='OR'), name='publication_is_of_an_agenda_or_of_a_report'),
        ),
        migrations.AddConstraint(
            model_name='wordingfinding',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_by', models.F('found_by')), _negated=True), name='wording_finding_takes_a_second_clerk', violation_error_message='Somebody else must record the finding.'),
        ),
    ]
