import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('statements', '0001_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
            ],
            options={
                'verbose_name_plural': 'bodies',
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('letter', models.CharField(max_length=4)),
                ('text', models.TextField()),
            ],
            options={
                'ordering': ['tabling', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('confirmed_at', models.DateTimeField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['office', 'starts_on'],
                'permissions': [('appoint', 'Enter, confirm and end appointments')],
                'constraints': [models.CheckConstraint(condition=models.Q(('entered_by', models.F('confirmed_by')), _negated=True), name='appointment_takes_two_people', violation_error_message='Somebody else must confirm what you entered.'), models.CheckConstraint(condition=models.Q(models.Q(('person', models.F('entered_by')), _negated=True), models.Q(('person', models.F('confirmed_by')), _negated=True)), name='appointment_never_for_oneself', violation_error_message='Nobody may confirm their own appointment.')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_on', models.DateField(help_text='The last day on which the office is held.')),
                ('reason', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='decisions.appointment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AppointmentEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'appointment entries',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('person', models.F('entered_by')), _negated=True), name='appointment_entry_never_for_oneself', violation_error_message='Somebody else must enter your appointment.')],
            },
        ),
        migrations.AddField(
            model_name='appointment',
            name='entry',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appointment', to='decisions.appointmententry'),
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('amendment', 'Change'), ('final', 'Final approval')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('writing', 'Being written'), ('proposed', 'Waiting for signatures'), ('applied', 'Agreed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='writing', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('draft', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change', to='statements.draft')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='statements.statement')),
            ],
            options={
                'ordering': ['statement', 'number'],
                'permissions': [('write_change', 'Write changes'), ('propose_change', 'Propose and recall changes'), ('ask_final_approval', 'Ask for final approval'), ('view_changes', 'Read changes that were proposed'), ('view_written_changes', 'Read every change being written'), ('view_gate', 'Read what stands in the way')],
                'constraints': [models.UniqueConstraint(fields=('statement', 'number'), name='change_one_of_each_number'), models.CheckConstraint(condition=models.Q(('status__in', ['writing', 'proposed', 'applied', 'declined', 'withdrawn'])), name='change_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', False), ('kind', 'amendment')), models.Q(('draft__isnull', True), ('kind', 'final')), _connector='OR'), name='change_has_a_draft_and_final_approval_none'), models.UniqueConstraint(condition=models.Q(('kind', 'final'), ('status__in', ['writing', 'proposed', 'applied'])), fields=('statement',), name='final_approval_one_at_a_time', violation_error_message='Final approval has been asked for already.')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('agreed', 'Agreed'), ('agreed_as_amended', 'Agreed as amended'), ('noted', 'Noted'), ('recommended_to_council', 'Recommended to Council'), ('deferred', 'Deferred'), ('referred_back', 'Referred back'), ('rejected', 'Rejected')], max_length=24)),
                ('wording', models.TextField(help_text='As resolved.')),
                ('reasons', models.TextField(help_text='Reasons for the decision.')),
                ('alternatives', models.TextField(help_text='Alternatives considered and rejected. “None” is said, not left out.')),
                ('interests', models.TextField(help_text='Interests declared, and any dispensation. “None” is said.')),
                ('patch', models.BinaryField(help_text='What the decision itself amends in the statement (canonical).')),
                ('approves_text', models.BooleanField(default=False, help_text="The body approved the statement's text outright.")),
                ('minute_number', models.CharField(blank=True, help_text='Blank when it is not known.', max_length=20)),
                ('call_in', models.CharField(choices=[('applies', 'Call-in applies'), ('does_not', 'Call-in does not apply'), ('not_known', 'Not known')], max_length=12)),
                ('call_in_reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['recommendation'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['agreed', 'agreed_as_amended', 'noted', 'recommended_to_council', 'deferred', 'referred_back', 'rejected'])), name='decision_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('wording', ''), _negated=True), models.Q(('reasons', ''), _negated=True), models.Q(('alternatives', ''), _negated=True), models.Q(('interests', ''), _negated=True)), name='decision_says_what_the_regulations_ask', violation_error_message='Say the decision, reasons, alternatives and interests; enter “None” where there was none.'), models.CheckConstraint(condition=models.Q(models.Q(('call_in', 'does_not'), _negated=True), models.Q(('call_in_reason', ''), _negated=True), _connector='OR'), name='decision_outside_call_in_says_why', violation_error_message='Say why call-in does not apply.')],
            },
        ),
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cleared_at', models.DateTimeField()),
                ('cleared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='statements.statement')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='statements.version')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clearances', to='decisions.decision')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('joint', 'Jointly: every office signs'), ('consultation', 'In consultation: one decides, one is consulted'), ('sole', 'Alone: one office signs')], max_length=12)),
                ('scope', models.CharField(choices=[('any', 'Any change'), ('minor', 'Minor changes only')], max_length=8)),
                ('starts_on', models.DateField()),
                ('until', models.DateField(blank=True, help_text='The last day, if the decision names one.', null=True)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delegation', to='decisions.decision')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='statements.statement')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ['joint', 'consultation', 'sole']), ('scope__in', ['any', 'minor'])), name='delegation_mode_and_scope_are_known'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('starts_on')), _connector='OR'), name='delegation_ends_after_it_starts', violation_error_message='The last day must be after the first.')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='decisions.body')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-held_on'],
                'permissions': [('record_meeting', 'Record meetings and put papers to them'), ('record_decision', 'Record decisions')],
                'constraints': [models.UniqueConstraint(fields=('body', 'held_on'), name='meeting_one_of_a_body_a_day', violation_error_message='That meeting has been recorded already.')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='decisions.meeting'),
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('holder_kind', models.CharField(choices=[('member', 'Councillor'), ('officer', 'Officer')], max_length=8)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('holder_kind__in', ['member', 'officer'])), name='office_is_a_members_or_an_officers')],
            },
        ),
        migrations.CreateModel(
            name='DelegatedOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('decides', 'Decides'), ('consulted', 'Is consulted')], max_length=10)),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='decisions.delegation')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegated', to='decisions.office')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('delegation', 'office'), name='delegation_names_an_office_once'), models.CheckConstraint(condition=models.Q(('part__in', ['decides', 'consulted'])), name='delegated_part_is_known')],
            },
        ),
        migrations.AddField(
            model_name='appointmententry',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='decision',
            name='recommendation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='decisions.recommendation'),
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('reopened_at', models.DateTimeField()),
                ('clearance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reopening', to='decisions.clearance')),
                ('reopened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reopening_says_why', violation_error_message='Enter a reason.')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('paper_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='statements.paper')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('about', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='statements.statement')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='decisions.meeting')),
            ],
            options={
                'ordering': ['number'],
            },
            bases=('statements.paper',),
        ),
        migrations.CreateModel(
            name='SigningRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('patch', models.BinaryField()),
                ('reason', models.TextField()),
                ('material', models.BooleanField()),
                ('material_because', models.TextField(blank=True)),
                ('authors', models.TextField(help_text='Who wrote it: keys and names, as JSON.')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('proposed_at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='decisions.change')),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='decisions.delegation')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(help_text='The text when proposed; for final approval, what is approved.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.version')),
            ],
            options={
                'ordering': ['change', 'number'],
                'constraints': [models.UniqueConstraint(fields=('change', 'number'), name='signing_round_one_of_each_number'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='signing_round_says_why', violation_error_message='Enter a reason.')],
            },
        ),
        migrations.AddField(
            model_name='clearance',
            name='signing_round',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clearance', to='decisions.signinground'),
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proven_authority', to='statements.version')),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authority', to='decisions.decision')),
                ('signing_round', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authority', to='decisions.signinground')),
            ],
            options={
                'verbose_name_plural': 'authorities',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('signing_round__isnull', True)), models.Q(('decision__isnull', True), ('signing_round__isnull', False)), _connector='OR'), name='authority_is_a_change_or_a_decision')],
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('approved', 'Approved'), ('returned', 'Returned with a comment'), ('refused', 'Refused')], max_length=10)),
                ('means', models.CharField(choices=[('own_account', 'On their own account'), ('on_paper', 'On paper')], max_length=12)),
                ('digest', models.CharField(max_length=64)),
                ('interests', models.TextField(help_text='“None”, or the interest declared.')),
                ('comment', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='decisions.appointment')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='decisions.office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to=settings.AUTH_USER_MODEL)),
                ('signing_round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='decisions.signinground')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('signing_round', 'office'), name='signoff_one_per_office', violation_error_message='This office has signed already.'), models.UniqueConstraint(fields=('signing_round', 'person'), name='signoff_two_different_people', violation_error_message='One person cannot sign for two offices.'), models.CheckConstraint(condition=models.Q(('verdict', 'approved'), models.Q(('verdict__in', ['approved', 'returned', 'refused']), models.Q(('comment', ''), _negated=True)), _connector='OR'), name='signoff_refusal_says_why', violation_error_message='Say why.'), models.CheckConstraint(condition=models.Q(('interests', ''), _negated=True), name='signoff_says_interests', violation_error_message='Say whether you have an interest.')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('reference', models.CharField(max_length=100)),
                ('incident', models.BooleanField(default=False)),
                ('note', models.TextField(blank=True)),
                ('receipt', models.BinaryField(blank=True, help_text="The return's own print-out, as received.", null=True)),
                ('receipt_name', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='statements.statement')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='statements.version')),
            ],
            options={
                'ordering': ['pk'],
                'permissions': [('clear_statement', 'Clear and reopen a statement'), ('submit_statement', 'Record submissions'), ('publish_statement', 'Publish the final copy')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='submission_has_a_reference', violation_error_message='Enter the reference that the ministry gave.'), models.CheckConstraint(condition=models.Q(('incident', True), models.Q(('version__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='submission_of_cleared_text_unless_incident'), models.CheckConstraint(condition=models.Q(('incident', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='submission_incident_says_what_happened', violation_error_message='Say what was sent, and how it happened.')],
            },
        ),
        migrations.CreateModel(
            name='Tabling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('tabled_at', models.DateTimeField()),
                ('appendix', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.version')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tablings', to='decisions.report')),
                ('tabled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.version')),
            ],
            options={
                'ordering': ['report', 'number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='tabling_one_of_each_number')],
            },
        ),
        migrations.AddField(
            model_name='recommendation',
            name='tabling',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='decisions.tabling'),
        ),
        migrations.AddConstraint(
            model_name='clearance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('signing_round__isnull', True)), models.Q(('decision__isnull', True), ('signing_round__isnull', False)), _connector='OR'), name='clearance_is_by_final_approval_or_decision'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.UniqueConstraint(fields=('tabling', 'uid'), name='recommendation_one_per_element'),
        ),
    ]
