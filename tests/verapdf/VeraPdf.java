import java.io.FileInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Prints one line for each file and flavour, and one for each rule that failed:
 *
 * <pre>
 * CHECKED flavour file number-of-checks
 * FAILED flavour file rule times first-message
 * </pre>
 *
 * The fields are parted by tabs. Usage: VeraPdf FLAVOUR,FLAVOUR FILE...
 */
public class VeraPdf {
    private record Failure(int times, String message) {}

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        List<String> files = Arrays.asList(arguments).subList(1, arguments.length);
        for (String file : files) {
            for (String name : arguments[0].split(",")) {
                validate(file, PDFAFlavour.fromString(name));
            }
        }
    }

    private static void validate(String file, PDFAFlavour flavour) throws Exception {
        try (FileInputStream bytes = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour)) {
            PDFAValidator validator =
                    Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            print("CHECKED", flavour.getId(), file, result.getTotalAssertions());

            TreeMap<String, Failure> failures = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failures.merge(
                            assertion.getRuleId().getClause()
                                    + "-" + assertion.getRuleId().getTestNumber(),
                            new Failure(1, describe(assertion)),
                            (first, next) -> new Failure(first.times() + 1, first.message()));
                }
            }
            failures.forEach((rule, failure) -> print("FAILED", flavour.getId(), file,
                    rule, failure.times(), failure.message()));
            if (!result.isCompliant() && failures.isEmpty()) {
                print("FAILED", flavour.getId(), file, "-", 1, "not compliant");
            }
        }
    }

    private static String describe(TestAssertion assertion) {
        String text = assertion.getMessage() + " @ " + assertion.getLocation().getContext();
        return text.replaceAll("\\s+", " ");
    }

    private static void print(Object... fields) {
        System.out.println(String.join("\t",
                Arrays.stream(fields).map(String::valueOf).toList()));
    }
}
