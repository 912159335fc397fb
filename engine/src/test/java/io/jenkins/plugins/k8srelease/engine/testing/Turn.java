package io.jenkins.plugins.k8srelease.engine.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A class of tests that takes a minute or more and that CI runs at every third commit, when it takes its turn; people run
 * it always. The turn is that of the {@link Share} which is asked for.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Turn.Condition.class)
public @interface Turn {

    int TURNS = 3;

    /** Which one, from 1 to {@value #TURNS}. */
    int value();

    /** Skips what another turn runs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            int turn = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Turn.class)
                    .orElseThrow()
                    .value();
            return isIn(turn, Share.asked())
                    ? ConditionEvaluationResult.enabled("it is turn " + turn)
                    : ConditionEvaluationResult.disabled("runs in turn " + turn + " of " + TURNS);
        }

        /** With fewer shares than turns, a class would run in none of them. */
        static boolean isIn(int turn, Share share) {
            return share.of() < TURNS || (share.number() - 1) % TURNS == turn - 1;
        }
    }
}
