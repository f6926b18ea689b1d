namespace Paywarden.Conformance;

/// <summary>The table itself: long enough, well formed, and without a row that cannot fail.</summary>
public sealed class FactTableSpecs
{
    private static readonly string[] Groups = ["shared", "alone", "bare"];
    private static readonly string[] Harmful = ["start", "signal", "fault", "write", "remove"];

    [Fact]
    public void There_are_at_least_sixty_facts()
    {
        Assert.True(FactTable.Count >= 60, $"{FactTable.Count} rows");
        Assert.All(Subject.Names, s => Assert.NotEmpty(FactTable.For(s)));
    }

    [Fact]
    public void Each_row_has_an_id_and_a_sentence_of_its_own() => Assert.All(Subject.Names.Select(s => FactTable.For(s).ToArray()), rows =>
    {
        Assert.Equal(rows.Length, rows.Select(r => r.Id).Distinct().Count());
        Assert.Equal(rows.Length, rows.Select(r => r.ToString()).Distinct().Count());
    });

    [Fact]
    public void Every_row_names_a_group_and_a_daemon_that_there_is() => Assert.All(FactTable.All, row =>
    {
        Assert.Contains(row.Group, Groups);
        Assert.Contains(row.On, Subject.Names.Append("both"));
    });

    [Fact]
    public void Every_step_does_one_thing_in_known_words() => Assert.All(FactTable.All, row => Assert.All(row.Steps, step =>
    {
        Assert.Single(step.Names, Vocabulary.Verbs.ContainsKey);
        Assert.All(step.Names, n => Assert.True(
            Vocabulary.Verbs.ContainsKey(n) || Vocabulary.Modifiers.Contains(n) || Vocabulary.Expectations.Contains(n), $"{row.Id}: {n}?"));
    }));

    [Fact]
    public void Every_row_expects_something() => Assert.All(
        FactTable.All, row => Assert.Contains(row.Steps, step => step.Names.Any(Vocabulary.Expectations.Contains)));

    [Fact]
    public void No_row_of_the_shared_daemon_harms_it() => Assert.All(
        FactTable.All.Where(r => r.Group == "shared"), row => Assert.All(row.Steps, step => Assert.DoesNotContain(step.Verb, Harmful)));
}
