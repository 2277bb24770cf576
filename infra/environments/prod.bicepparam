// One that people rely on. Set your own mail address and writer.
using '../main.bicep'

import { prod } from '../tiers.bicep'

param environmentName = 'prod'
param location = 'westeurope'
param tier = prod
param exporterKey = readEnvironmentVariable('EXPORTER_KEY')
param alertEmail = 'operators@example.com'
param useScheduler = false
