import io, pytest, zipfile, sys
from tests import makers
from decisions import bundle
from decisions.offline import verify
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("maker", ["whole_record","published_statement","delegated_statement","drafted_statement"])
def test_it(maker):
    story = getattr(makers,maker)()
    out = io.BytesIO()
    bundle.write_bundle(story.statement, out)
    open(f"/tmp/{maker}.zip","wb").write(out.getvalue())
    code = verify.main([f"/tmp/{maker}.zip"])
    assert code == 0
