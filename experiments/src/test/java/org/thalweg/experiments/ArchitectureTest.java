package org.thalweg.experiments;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.lang.module.ResolvedModule;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the modules keep to beyond what javac sees. Each rule is also shown a class that breaks it. */
class ArchitectureTest {

    /** The functions of {@link Math} that need not be correctly rounded, so that their bits depend on the JDK. */
    private static final Set<String> INEXACT = Set.of(
            "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "expm1", "log",
            "log1p", "log10", "pow", "cbrt", "hypot");

    private static final ArchRule OWN_ELEMENTARY_FUNCTIONS = noClasses()
            .should()
            .accessTargetWhere(access(
                    "a function of Math whose bits depend on the JDK",
                    (owner, name) -> owner.equals("java.lang.Math") && INEXACT.contains(name)))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(StrictMath.class);

    /** Distributions call functions of Math; these classes round what comes out, so that it does not show. */
    private static final ArchRule ROUNDED_DISTRIBUTIONS = noClasses()
            .that()
            .haveNameNotMatching("org\\.thalweg\\.linalg\\.estimate\\.(Quantiles|QuadraticFormQuantile)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.commons.statistics..");

    private static final ArchRule NO_RANDOMNESS_WITHOUT_A_KEY = noClasses()
            .should()
            .accessTargetWhere(
                    access("Math.random", (owner, name) -> owner.equals("java.lang.Math") && name.equals("random")))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.SplittableRandom");

    private static final ArchRule ONLY_THE_COMMAND_LINE_EXITS = noClasses()
            .that()
            .resideOutsideOfPackage("org.thalweg.experiments.cli..")
            .should()
            .accessTargetWhere(access(
                    "the end of the JVM",
                    (owner, name) ->
                            Set.of("java.lang.System", "java.lang.Runtime").contains(owner)
                                    && Set.of("exit", "halt").contains(name)));

    private static final ArchRule NO_MUTABLE_STATICS =
            fields().should().beFinal().orShould().notBeStatic();

    private static final ArchRule SILENT = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @Test
    void linalgStandsAlone() {
        ArchRule rule = noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "are another module's",
                        other -> other.getPackageName().startsWith("org.thalweg.")
                                && !other.getPackageName().startsWith("org.thalweg.linalg")));
        rule.check(classes("linalg"));
        assertThrows(AssertionError.class, () -> rule.check(classes("core", "experiments")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linalg", "core", "experiments"})
    void internalPackagesAreNotForEveryone(String module) {
        List<String> open = resolved(module).reference().descriptor().exports().stream()
                .filter(export -> !export.isQualified())
                .map(export -> export.source())
                .filter(name -> name.contains(".internal"))
                .toList();
        assertEquals(List.of(), open);
    }

    @Test
    void numbersAreTheSameOnEveryJdk() {
        check(OWN_ELEMENTARY_FUNCTIONS, classes("linalg", "core"), CallsExp.class, RefersToExp.class, Strict.class);
    }

    @Test
    void distributionsAreRounded() {
        ROUNDED_DISTRIBUTIONS.check(classes("linalg", "core", "experiments"));
        ArchRule everywhere =
                noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.commons.statistics..");
        assertThrows(AssertionError.class, () -> everywhere.check(classes("linalg")));
    }

    @Test
    void drawsHaveAKey() {
        check(NO_RANDOMNESS_WITHOUT_A_KEY, classes("linalg", "core", "experiments"), Draws.class, CallsRandom.class);
    }

    @Test
    void onlyTheCommandLineEndsTheJvm() {
        check(ONLY_THE_COMMAND_LINE_EXITS, classes("linalg", "core", "experiments"), Exits.class);
    }

    @Test
    void staticsAreFinal() {
        check(NO_MUTABLE_STATICS, classes("linalg", "core", "experiments"), Mutable.class);
    }

    @Test
    void librariesDoNotPrint() {
        check(SILENT, classes("linalg", "core"), Prints.class);
    }

    private static void check(ArchRule rule, JavaClasses classes, Class<?>... offenders) {
        rule.check(classes);
        for (Class<?> offender : offenders) {
            JavaClasses one = new ClassFileImporter().importClasses(offender);
            assertThrows(AssertionError.class, () -> rule.check(one), offender::getSimpleName);
        }
    }

    private static JavaClasses classes(String... modules) {
        return new ClassFileImporter()
                .importLocations(Stream.of(modules)
                        .map(module -> Location.of(
                                resolved(module).reference().location().orElseThrow()))
                        .toList());
    }

    private static ResolvedModule resolved(String module) {
        return ModuleLayer.boot()
                .configuration()
                .findModule("org.thalweg." + module)
                .orElseThrow();
    }

    private interface Target {
        boolean matches(String owner, String name);
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Target target) {
        return describe(
                description,
                access -> target.matches(
                        access.getTargetOwner().getFullName(),
                        access.getTarget().getName()));
    }

    static final class CallsExp {
        double value() {
            return Math.exp(1);
        }
    }

    static final class RefersToExp {
        DoubleUnaryOperator function() {
            return Math::exp;
        }
    }

    static final class Strict {
        double value() {
            return StrictMath.abs(1.0);
        }
    }

    static final class Draws {
        int value() {
            return new Random(1).nextInt();
        }
    }

    static final class CallsRandom {
        double value() {
            return Math.random();
        }
    }

    static final class Exits {
        void now() {
            System.exit(1);
        }
    }

    static final class Mutable {
        static int count;
    }

    static final class Prints {
        void now() {
            System.out.println();
        }
    }
}
