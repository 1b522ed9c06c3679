import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'permissions': [('edit_paper', 'Edit drafts of papers'), ('view_drafts', 'Read drafts'), ('record_receipt', 'Record grants and receipts'), ('view_whole_ledger', 'Read the whole ledger')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(max_length=10, unique=True)),
                ('source', models.CharField(max_length=200)),
                ('capital', models.BooleanField()),
                ('awarded_pence', models.BigIntegerField()),
            ],
            options={
                'ordering': ['year'],
                'constraints': [models.CheckConstraint(condition=models.Q(('awarded_pence__gt', 0)), name='grant_is_more_than_nothing', violation_error_message='Enter an amount of more than £0.')],
            },
        ),
        migrations.CreateModel(
            name='Guidelines',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.SlugField(max_length=40)),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=200)),
                ('ministry', models.CharField(max_length=120)),
                ('deadline', models.DateField(help_text='The last day on which the return is due.')),
                ('content', models.BinaryField(help_text='The whole file, as canonical JSON.')),
                ('digest', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'guidelines',
                'ordering': ['-deadline', '-edition'],
                'constraints': [models.UniqueConstraint(fields=('round', 'edition'), name='guidelines_one_of_each_edition')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('schema', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('authority', models.TextField(help_text='By what authority, in words.')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='statements.paper')),
            ],
            options={
                'ordering': ['paper', 'number'],
                'constraints': [models.UniqueConstraint(fields=('paper', 'number'), name='version_one_of_each_number'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='version_numbers_start_at_one')],
            },
        ),
        migrations.CreateModel(
            name='FinalCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf', models.BinaryField()),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('pages', models.PositiveIntegerField()),
                ('chain', models.BinaryField(help_text='The chain of authority, canonical JSON.')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='statements.finalcopy')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='final_copy', to='statements.version')),
            ],
            options={
                'verbose_name_plural': 'final copies',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('paper', 'The paper itself'), ('change', 'A change to the paper')], max_length=8)),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=8)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('last_save', models.PositiveIntegerField(default=0)),
                ('edited_at', models.DateTimeField()),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='statements.paper')),
                ('base', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.version')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['open', 'closed'])), name='draft_status_is_known'), models.UniqueConstraint(condition=models.Q(('purpose', 'paper'), ('status', 'open')), fields=('paper',), name='draft_one_open_per_paper', violation_error_message='This paper already has an open draft.')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('paper_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='statements.paper')),
                ('round', models.SlugField(max_length=40, unique=True)),
                ('due', models.DateField(help_text='The last day on which the return is due.')),
                ('status', models.CharField(choices=[('drafting', 'Being drafted'), ('reported', 'Reported to the meeting'), ('decided', 'Decided'), ('cleared', 'Cleared for submission'), ('submitted', 'Submitted'), ('published', 'Published')], default='drafting', max_length=12)),
                ('imported', models.BooleanField(default=False, help_text='Approved before this system; not proved here.')),
                ('guidelines', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='statements.guidelines')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['drafting', 'reported', 'decided', 'cleared', 'submitted', 'published'])), name='statement_status_is_known'), models.CheckConstraint(condition=models.Q(('imported', True), ('guidelines__isnull', False), _connector='OR'), name='statement_has_guidelines_unless_imported')],
            },
            bases=('statements.paper',),
        ),
        migrations.CreateModel(
            name='OutcomeProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=8)),
                ('level', models.CharField(choices=[('required', 'Required'), ('good', 'Good'), ('excellent', 'Excellent')], max_length=12)),
                ('area', models.CharField(max_length=120, verbose_name='service area')),
                ('due', models.DateField()),
                ('status', models.CharField(choices=[('done', 'Done'), ('on_the_way', 'On the way'), ('planned', 'Planned'), ('not_stated', 'Not stated'), ('not_applicable', 'Not applicable')], max_length=16)),
                ('on_time', models.CharField(choices=[('yes', 'Yes'), ('at_risk', 'At risk'), ('no', 'No'), ('not_stated', 'Not stated')], max_length=16, verbose_name='will meet its date')),
                ('comment', models.TextField(blank=True)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='statements.statement')),
            ],
            options={
                'verbose_name_plural': 'outcome progress',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('statement', 'uid'), name='outcome_progress_one_per_element')],
            },
        ),
        migrations.CreateModel(
            name='FigureCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=40)),
                ('section', models.CharField(max_length=80)),
                ('label', models.CharField(max_length=200)),
                ('column', models.CharField(max_length=40)),
                ('amount', models.BigIntegerField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='statements.statement')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('statement', 'uid', 'column'), name='figure_cell_one_per_column')],
            },
        ),
        migrations.CreateModel(
            name='PriorityOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('level', models.CharField(choices=[('required', 'Required'), ('good', 'Good'), ('excellent', 'Excellent')], max_length=12)),
                ('area', models.CharField(max_length=120, verbose_name='service area')),
                ('applies_to', models.CharField(max_length=120)),
                ('due', models.DateField()),
                ('summary', models.TextField()),
                ('confidence', models.TextField(help_text='How sure the wording and code are.')),
                ('guidelines', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priority_outcomes', to='statements.guidelines')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('guidelines', 'code'), name='priority_outcome_one_of_each_code'), models.CheckConstraint(condition=models.Q(('level__in', ['required', 'good', 'excellent'])), name='priority_outcome_level_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pence', models.BigIntegerField()),
                ('received_on', models.DateField()),
                ('reference', models.CharField(max_length=100)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='statements.grant')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='statements.receipt')),
            ],
            options={
                'ordering': ['received_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('pence__gt', 0), ('reverses__isnull', True)), models.Q(('pence__lt', 0), ('reverses__isnull', False)), _connector='OR'), name='receipt_is_positive_and_its_reversal_negative', violation_error_message='Enter an amount of more than £0.')],
            },
        ),
        migrations.CreateModel(
            name='Save',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('patch', models.BinaryField()),
                ('digest_after', models.CharField(max_length=64)),
                ('place', models.CharField(help_text='What was edited, in words.', max_length=200)),
                ('made_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saves', to='statements.draft')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undoes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='statements.save')),
            ],
            options={
                'ordering': ['draft', 'number'],
                'constraints': [models.UniqueConstraint(fields=('draft', 'number'), name='save_one_of_each_number')],
            },
        ),
    ]
