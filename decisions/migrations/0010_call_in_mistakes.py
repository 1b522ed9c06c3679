import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('decisions', '0009_corrected_particulars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='callinoutcome',
            name='call_in_outcome_says_why',
        ),
        migrations.AddField(
            model_name='callinoutcome',
            name='correction',
            field=models.TextField(blank=True, help_text='What the row before it says wrongly, and why.'),
        ),
        migrations.AddField(
            model_name='callinruling',
            name='confirms',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='decisions.callinruling'),
        ),
        migrations.AddField(
            model_name='callinruling',
            name='entered_by',
            field=models.ForeignKey(blank=True, help_text='Who entered what it confirms.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='callinruling',
            name='waits_because',
            field=models.CharField(blank=True, help_text='Why it does not count until another clerk confirms it.', max_length=300),
        ),
        migrations.AddField(
            model_name='callinruling',
            name='withdrawal',
            field=models.TextField(blank=True, help_text='Why the waiver recorded before it was a mistake: it counts no more.'),
        ),
        migrations.AlterField(
            model_name='callinoutcome',
            name='outcome',
            field=models.CharField(choices=[('released', 'Released: scrutiny took it no further'), ('upheld', 'Upheld: the decision stands'), ('referred_back', 'Referred back to be decided again'), ('to_council', 'Referred to Council'), ('nothing_yet', 'Nothing has been decided on it yet')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='callinoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['released', 'upheld', 'referred_back', 'to_council', 'nothing_yet']), models.Q(('reasons', ''), _negated=True)), name='call_in_outcome_says_why', violation_error_message='Say what was decided on it, and why.'),
        ),
        migrations.AddConstraint(
            model_name='callinoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), models.Q(('outcome', 'nothing_yet'), _negated=True)), models.Q(models.Q(('correction', ''), _negated=True), ('number__gt', 1)), _connector='OR'), name='call_in_outcome_corrects_one_before_it', violation_error_message='There is nothing before it to correct.'),
        ),
        migrations.AddConstraint(
            model_name='callinruling',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by', models.F('recorded_by')), _negated=True), name='call_in_ruling_takes_two_people_where_it_waited', violation_error_message='Another clerk must confirm what you entered.'),
        ),
        migrations.AddConstraint(
            model_name='callinruling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirms__isnull', True), ('entered_by__isnull', True)), models.Q(('confirms__isnull', False), ('entered_by__isnull', False), ('waits_because', ''), ('withdrawal', '')), _connector='OR'), name='call_in_ruling_confirms_what_somebody_entered'),
        ),
    ]
