// What somebody must look at. The metrics are those of docs/metrics.md.
param location string
param tags object
param workspaceId string
param email string

@description('One alert: raised when the query finds anything within the window.')
type Alert = {
  name: string
  title: string
  says: string
  severity: 1 | 2 | 3
  @description('ISO 8601.')
  every: string
  window: string
  query: string
}

var alerts Alert[] = [
  {
    name: 'stuck-pipelines'
    title: 'A pipeline is stuck'
    says: 'A run has been under way for more than four hours, longer than any deadline lets it wait for the exporter alone. Look at its status and run.log.'
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "videopipeline.runs.oldest" | where Max > 14400'
  }
  {
    name: 'poison-queue'
    title: 'A request went to the poison queue'
    says: 'pipeline-requests-poison has a new message: a request that is not valid, or one that failed five times. Each says why.'
    severity: 3
    every: 'PT5M'
    window: 'PT15M'
    query: 'union isfuzzy=true (AppMetrics | where Name == "videopipeline.requests.refused" | where Sum > 0), (AppTraces | where Message has "pipeline-requests-poison")'
  }
  {
    name: 'exporter-idle'
    title: 'Runs wait, and the exporter does nothing'
    says: 'For a quarter of an hour runs have waited for the exporter while it rendered nothing: it is down, unreachable or without its seat. See its /health and its log.'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | where Name in ("videopipeline.slots.waiting", "videopipeline.exporter.rendering") | where Name != "videopipeline.slots.waiting" or tostring(Properties["resource"]) == "exporter" | summarize waiting = minif(Max, Name == "videopipeline.slots.waiting"), rendering = sumif(Max, Name == "videopipeline.exporter.rendering") | where waiting > 0 and rendering == 0'
  }
  {
    name: 'daily-quota'
    title: 'A provider\'s daily quota is used up'
    says: 'Runs fail with quota-exhausted until the provider\'s day is over. Raise the quota, lower Limits__..., or choose another provider; then retry the runs.'
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "videopipeline.runs.ended" | where tostring(Properties["code"]) == "quota-exhausted" | where Sum > 0'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-videopipeline'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'videopipe'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: alert.name
    location: location
    tags: tags
    properties: {
      displayName: alert.title
      description: alert.says
      severity: alert.severity
      enabled: true
      evaluationFrequency: alert.every
      windowSize: alert.window
      scopes: [workspaceId]
      autoMitigate: true
      // the first metrics make the tables; before them there is nothing to check the query against
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [people.id] }
    }
  }
]
