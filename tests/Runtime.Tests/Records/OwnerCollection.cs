namespace SchemaToolkit.Tests.Records;

/// <summary>Alone: other tests abandon memory too.</summary>
[CollectionDefinition(nameof(OwnerTests), DisableParallelization = true)]
public sealed class OwnerCollection;
