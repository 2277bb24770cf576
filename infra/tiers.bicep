// How large an environment is. environments/*.bicepparam and main.bicepparam choose one.

@export()
@description('The sizes of an environment.')
type Tier = {
  @description('How many instances of the app there may be.')
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int

  @description('Memory of one instance, in MB.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('Instances that always run, for the API and for orchestrations: 0 is cheapest, 1 has no cold start.')
  @minValue(0)
  alwaysReady: int

  @description('Redundancy of the storage account.')
  redundancy: 'Standard_LRS' | 'Standard_ZRS'

  @description('How many days ended runs and their artifacts are kept.')
  @minValue(1)
  artifactDays: int

  @description('How many days blobs, once deleted, can be brought back.')
  @minValue(1)
  undeleteDays: int

  @description('The exporter: cores (with 2 Gi of memory each).')
  exporterCores: 2 | 4

  @description('How many days logs and metrics are kept.')
  @minValue(30)
  logDays: int

  @description('How many GB of logs and metrics a day may cost, -1 for any number.')
  dailyLogGB: int

  @description('Whether the vault and its secrets cannot be removed for good before their time. Such a vault outlives its environment for 90 days.')
  keepVault: bool
}

@export()
var dev Tier = {
  maximumInstances: 40
  instanceMemoryMB: 2048
  alwaysReady: 0
  redundancy: 'Standard_LRS'
  artifactDays: 14
  undeleteDays: 1
  exporterCores: 2
  logDays: 30
  dailyLogGB: 1
  keepVault: false
}

@export()
var prod Tier = {
  maximumInstances: 100
  instanceMemoryMB: 2048
  alwaysReady: 1
  redundancy: 'Standard_ZRS'
  artifactDays: 180
  undeleteDays: 14
  exporterCores: 4
  logDays: 90
  dailyLogGB: 20
  keepVault: true
}
