import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0006_read_backs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('statements', '0002_reading_as_member'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopyMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('email', models.EmailField(max_length=254)),
                ('nonce', models.CharField(max_length=32, unique=True)),
                ('link_digest', models.CharField(max_length=64, unique=True)),
                ('link_expires_at', models.DateTimeField()),
                ('ledger_head', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['entry', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('link_expires_at__gt', models.F('made_at'))), name='copy_link_is_open_for_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Distribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut_off_at', models.DateTimeField()),
                ('roll_size', models.PositiveIntegerField()),
                ('copy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='distribution', to='statements.finalcopy')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='distributions', to='statements.statement')),
            ],
            options={
                'ordering': ['pk'],
                'permissions': [('distribute_copy', 'Send the final copy to all members')],
                'constraints': [models.CheckConstraint(condition=models.Q(('roll_size__gt', 0)), name='distribution_goes_to_somebody', violation_error_message='There is nobody on the roll of members.')],
            },
        ),
        migrations.CreateModel(
            name='DistributionCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('downloaded', models.PositiveIntegerField()),
                ('on_paper', models.PositiveIntegerField()),
                ('left_office', models.PositiveIntegerField()),
                ('sha256', models.CharField(help_text='Of the final copy.', max_length=64)),
                ('certified_at', models.DateTimeField()),
                ('certified_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('distribution', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='decisions.distribution')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RollEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('distribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='decisions.distribution')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll_entries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'roll entries',
                'ordering': ['distribution', 'number'],
                'constraints': [models.UniqueConstraint(fields=('distribution', 'member'), name='roll_names_a_member_once'), models.UniqueConstraint(fields=('distribution', 'number'), name='roll_is_numbered')],
            },
        ),
        migrations.CreateModel(
            name='CopyState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('to_send', 'To send'), ('sending', 'Sending'), ('sent', 'Sent'), ('not_known', 'Not known'), ('bounced', 'Bounced'), ('downloaded', 'Downloaded'), ('paper_copy', 'Paper copy'), ('left_office', 'Left office')], max_length=11)),
                ('reply', models.CharField(blank=True, help_text='The code by which a mail server answered.', max_length=3)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('not_before', models.DateTimeField(blank=True, help_text='It is not tried again before.', null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, help_text='Nobody, where the program itself did it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='states', to='decisions.copymessage')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='decisions.rollentry')),
            ],
            options={
                'ordering': ['entry', 'number'],
                'constraints': [models.UniqueConstraint(fields=('entry', 'number'), name='copy_states_follow_each_other'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='copy_states_start_at_one'), models.CheckConstraint(condition=models.Q(('status__in', ['to_send', 'sending', 'sent', 'not_known', 'bounced', 'downloaded', 'paper_copy', 'left_office'])), name='copy_status_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['paper_copy', 'left_office']), _negated=True), models.Q(models.Q(('note', ''), _negated=True), ('by__isnull', False)), _connector='OR'), name='copy_recorded_by_hand_says_who_and_how', violation_error_message='Say how it is known.'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['to_send', 'sending', 'sent']), _negated=True), ('message__isnull', False), _connector='OR'), name='copy_is_sent_by_a_message')],
            },
        ),
        migrations.AddField(
            model_name='copymessage',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='decisions.rollentry'),
        ),
        migrations.AddConstraint(
            model_name='copymessage',
            constraint=models.UniqueConstraint(fields=('entry', 'number'), name='copy_messages_are_numbered'),
        ),
    ]
