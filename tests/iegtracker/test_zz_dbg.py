import pytest
from django.core import mail
from tests import makers
@pytest.mark.django_db
def test_x(client):
    makers.people()
    client.post("/sign-in/", {"login":"officer","password":makers.PASSWORD})
    a=client.post("/account/email/", {"email": "new@example.invalid", "action_add": ""})
    print(a.status_code, getattr(a,'url',None)); 
    import re
    if a.status_code==200: print(re.findall(r'error[^<]*<[^<]*<', a.content.decode()), a.context['form'].errors)
    print([ (m.to, m.subject, m.body) for m in mail.outbox])
    assert 0
