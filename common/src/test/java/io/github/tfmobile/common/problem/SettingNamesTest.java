package io.github.tfmobile.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingNamesTest {

    private static final SettingNames COMMAND = new SettingNames() {
        @Override
        public String name(Setting setting) {
            return "--" + setting.name();
        }

        @Override
        public String inFull(Setting setting) {
            return "--" + setting.name() + "=...";
        }

        @Override
        public String with(Setting setting, String value) {
            return "--" + setting.name() + "=" + value;
        }

        @Override
        public String option(Setting setting, String value) {
            return "--" + setting.name() + "='" + value + "'";
        }

        @Override
        public String goal(String name) {
            return "tool " + name;
        }
    };

    private static final Problem PROBLEM = Problem.of(
            FileProblem.FILE_MISSING,
            Setting.TYPES + " is unknown: \"x\"",
            "give " + Setting.TYPES.inFull() + ", as in " + Setting.TYPES.with("full") + "; not " + Setting.KERNELS
                    + " " + Setting.NAME.option("a"));

    @Test
    void writesSettingsByTheirNamesForMachines() {
        assertThat(PROBLEM.text()).isEqualTo("""
                types is unknown: "x"
                  give types, as in types=full; not kernels name=a""");
        assertThat(new ProblemException(PROBLEM).getMessage()).isEqualTo(PROBLEM.text());
    }

    @Test
    void writesSettingsAsAUserDoes() {
        assertThat(new ProblemException(PROBLEM).message(COMMAND)).isEqualTo("""
                --types is unknown: "x" [file-missing]
                  give --types=..., as in --types=full; not --kernels --name='a'""");
    }

    @Test
    void writesAGoalAsAUserRunsIt() {
        String text = "write it with " + GoalName.SCAN + " " + Setting.SCAN_FILE.option("a");

        assertThat(COMMAND.render(text)).isEqualTo("write it with tool scan --scanFile='a'");
        assertThat(SettingNames.PLAIN.render(text)).isEqualTo("write it with the goal scan scanFile=a");
    }

    @Test
    void leavesWhatIsNoMentionAlone() {
        String text = "a" + SettingNames.START + "b" + SettingNames.END + "c" + SettingNames.START;

        assertThat(COMMAND.render(text)).isEqualTo(text);
    }
}
