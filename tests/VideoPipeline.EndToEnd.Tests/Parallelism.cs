// Rendering uses every core: two installations at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
