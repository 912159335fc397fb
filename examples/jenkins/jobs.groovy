// Job DSL, which jenkins.yaml runs: a job for each example that needs no repository. The text of each Jenkinsfile is read from
// this folder (EXAMPLES); with a repository of your own, write 'cpsScm' in the place of 'cps', and the job that README.md shows
// for branches and tags.

def text = { String example -> new File("${EXAMPLES}/${example}.Jenkinsfile").text }

[rolling: 'Releases the Ticket Booking System to production, gradually',
 'blue-green': 'A new backend beside the one that serves: tested, approved, then switched',
 scripted: 'A new backend alone, without an agent',
 environments: 'Staging, then production with exactly what runs in staging'].each { example, what ->
    pipelineJob(example) {
        description(what)
        definition {
            cps {
                script(text(example))
                sandbox()
            }
        }
    }
}

// The same parameters as in the Jenkinsfiles, so that they are asked for at the very first build, too.
pipelineJob('release') {
    description('Releases what you choose, where you choose')
    parameters {
        choiceParam('ENVIRONMENT', ['staging', 'production'], 'Where to')
        choiceParam('STRATEGY', ['rolling', 'blue-green'], 'Rolling replaces pods gradually; blue-green switches all traffic at once and needs room for twice the pods')
        stringParam('VERSION', 'v1', 'Tag of the images')
        stringParam('FRONTEND_VERSION', '', 'Tag of the frontend, when it is another one')
        booleanParam('DRY_RUN', true, 'Only show what would change')
    }
    definition {
        cps {
            script(text('release-job'))
            sandbox()
        }
    }
}

pipelineJob('rollback') {
    description('Offers the recorded releases and goes back to the one that you choose')
    parameters {
        choiceParam('ENVIRONMENT', ['staging', 'production'], 'Where')
    }
    definition {
        cps {
            script(text('rollback-job'))
            sandbox()
        }
    }
}

pipelineJob('namespace') {
    description('What a build sees of a cluster with kubectl')
    definition {
        cps {
            script('''\
                node {
                    withK8s(cluster: 'production') {
                        sh 'kubectl auth whoami && kubectl get pods'
                    }
                }
                '''.stripIndent())
            sandbox()
        }
    }
}
