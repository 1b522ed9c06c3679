import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0001_authority'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('statements', '0001_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('until', models.DateField(blank=True, help_text='The last day, if known.', null=True)),
                ('reason', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('starts_on')), _connector='OR'), name='absence_ends_after_it_starts', violation_error_message='The last day must not be before the first.')],
            },
        ),
        migrations.CreateModel(
            name='AbsenceEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_on', models.DateField(help_text='The first day on which the holder acts.')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecidedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DelegatedDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DelegationEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delegation_end_says_why', violation_error_message='Enter a reason.')],
            },
        ),
        migrations.CreateModel(
            name='MaterialityRaise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='materiality_raise_says_why', violation_error_message='Say why it is material.')],
            },
        ),
        migrations.CreateModel(
            name='PaperSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('approved', 'Approved'), ('returned', 'Returned with a comment'), ('refused', 'Refused')], max_length=10)),
                ('digest', models.CharField(help_text='As printed on the form.', max_length=64)),
                ('interests', models.TextField()),
                ('comment', models.TextField(blank=True)),
                ('signed_on', models.DateField(help_text='The day written beside the signature.')),
                ('scan', models.BinaryField()),
                ('scan_name', models.CharField(max_length=200)),
                ('scan_sha256', models.CharField(max_length=64)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('interests', ''), _negated=True), name='paper_signature_says_interests', violation_error_message='Say whether there is an interest.')],
            },
        ),
        migrations.CreateModel(
            name='SignatureWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='signature_withdrawal_says_why', violation_error_message='Enter a reason.')],
            },
        ),
        migrations.CreateModel(
            name='Urgency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rule', 'A rule of the constitution'), ('decision', 'An urgent decision')], max_length=8)),
                ('citation', models.CharField(help_text="The rule's place, or the decision's reference.", max_length=200)),
                ('wording', models.TextField(help_text='In the words of the rule or decision.')),
                ('why', models.TextField(help_text='Why it could not wait for a meeting.')),
                ('agreed_by', models.TextField(help_text='Who agreed that it was urgent. “None” is said, not left out.')),
                ('scope', models.CharField(choices=[('any', 'Any change'), ('minor', 'Minor changes only'), ('material', 'Material changes only')], max_length=8)),
                ('starts_on', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'urgencies',
                'ordering': ['pk'],
                'permissions': [('record_urgency', 'Record urgent powers, and end delegations')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('citation', ''), _negated=True), models.Q(('wording', ''), _negated=True), models.Q(('why', ''), _negated=True), models.Q(('agreed_by', ''), _negated=True)), name='urgency_says_its_source_and_why', violation_error_message='Say the source, its words, why it could not wait and who agreed.'), models.CheckConstraint(condition=models.Q(('kind__in', ['rule', 'decision']), ('scope__in', ['any', 'minor', 'material'])), name='urgency_kind_and_scope_are_known')],
            },
        ),
        migrations.AlterModelOptions(
            name='change',
            options={'ordering': ['statement', 'number'], 'permissions': [('write_change', 'Write changes'), ('propose_change', 'Propose changes'), ('recall_change', 'Recall changes'), ('record_paper_signature', 'Record signatures given on paper'), ('ask_final_approval', 'Ask for final approval'), ('view_changes', 'Read changes that were proposed'), ('view_written_changes', 'Read every change being written'), ('view_gate', 'Read what stands in the way')]},
        ),
        migrations.RemoveConstraint(
            model_name='delegation',
            name='delegation_mode_and_scope_are_known',
        ),
        migrations.AddField(
            model_name='change',
            name='reverses',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='decisions.change'),
        ),
        migrations.AddField(
            model_name='delegatedoffice',
            name='substitute',
            field=models.ForeignKey(blank=True, help_text="Whose holder acts while this office's holder is recorded as away.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='conditions',
            field=models.TextField(blank=True, help_text='In the words of the decision; not enforced.'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='delegation',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, help_text='Who confirmed the urgency that another clerk entered.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signinground',
            name='restarted_because',
            field=models.TextField(blank=True, help_text='Why the same words are put again, if they are.'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='account_note',
            field=models.TextField(blank=True, help_text='What had changed in the account shortly before.'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, help_text='The clerk who confirmed a signature on paper.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='delegation',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='decisions.decision'),
        ),
        migrations.AlterField(
            model_name='delegation',
            name='scope',
            field=models.CharField(choices=[('any', 'Any change'), ('minor', 'Minor changes only'), ('material', 'Material changes only')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='delegatedoffice',
            constraint=models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('office')), _negated=True), _connector='OR'), name='delegated_substitute_is_another_office', violation_error_message='An office is not its own substitute.'),
        ),
        migrations.AddField(
            model_name='absence',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='absence',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='absence',
            field=models.ForeignKey(blank=True, help_text='The absence for which a substitute signed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='decisions.absence'),
        ),
        migrations.AddField(
            model_name='absenceend',
            name='absence',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='decisions.absence'),
        ),
        migrations.AddField(
            model_name='absenceend',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decidedchange',
            name='signing_round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='decisions.signinground'),
        ),
        migrations.AddField(
            model_name='delegateddecision',
            name='delegation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions_made', to='decisions.delegation'),
        ),
        migrations.AddField(
            model_name='delegateddecision',
            name='last_signature',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision_made', to='decisions.signoff'),
        ),
        migrations.AddField(
            model_name='decidedchange',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='decisions.delegateddecision'),
        ),
        migrations.AddField(
            model_name='delegationend',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended', to='decisions.decision'),
        ),
        migrations.AddField(
            model_name='delegationend',
            name='delegation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='decisions.delegation'),
        ),
        migrations.AddField(
            model_name='delegationend',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='materialityraise',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='materialityraise',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='materialityraise',
            name='signing_round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='raised', to='decisions.signinground'),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='signing_round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='decisions.signinground'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='paper',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signoff', to='decisions.papersignature'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('means', 'own_account'), ('paper__isnull', True)), models.Q(('confirmed_by__isnull', False), ('means', 'on_paper'), ('paper__isnull', False)), _connector='OR'), name='signoff_on_paper_was_entered_and_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('person')), _negated=True), _connector='OR'), name='signoff_never_confirmed_by_its_signer', violation_error_message='Somebody else must confirm your signature.'),
        ),
        migrations.AddField(
            model_name='signaturewithdrawal',
            name='signoff',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='decisions.signoff'),
        ),
        migrations.AddField(
            model_name='urgency',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='urgency',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urgencies', to='decisions.office'),
        ),
        migrations.AddField(
            model_name='urgency',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urgencies', to='statements.statement'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='urgency',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegation', to='decisions.urgency'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['joint', 'consultation', 'sole']), ('scope__in', ['any', 'minor', 'material'])), name='delegation_mode_and_scope_are_known'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('urgency__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('decision__isnull', True), ('mode', 'sole'), ('urgency__isnull', False)), _connector='OR'), name='delegation_is_by_decision_or_confirmed_urgency'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('entered_by')), _negated=True), name='paper_signature_never_entered_by_its_signer', violation_error_message='Somebody else must enter your signature.'),
        ),
    ]
