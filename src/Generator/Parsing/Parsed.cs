using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>What a parser makes of one declaration: a model where there is one, and what to tell the user.</summary>
internal readonly record struct Parsed<TModel>(TModel? Model, ImmutableArray<Diagnostic> Diagnostics)
    where TModel : class;
