package docs_test

import (
	"go/parser"
	"go/token"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/docs"
)

const fence = "```"

func TestABlockKnowsItsPlaceAndWhatGoesWithIt(t *testing.T) {
	blocks := docs.Blocks("a.md", "text\n\n<!-- with: var n int -->\n"+fence+"go\nn++\n"+fence+"\n\n"+fence+"output\n1\n"+fence+"\n"+fence+"sh\nls\n"+fence+"\n")
	one := "1\n"
	require.Equal(t, []docs.Block{{File: "a.md", Line: 5, Code: "n++\n", With: "var n int", Output: &one}}, blocks)
}

func TestACommentBelongsToTheNextBlockOnly(t *testing.T) {
	blocks := docs.Blocks("a.md", "<!-- with: var n int -->\ntext\n"+fence+"go\nn++\n"+fence+"\n")
	require.Empty(t, blocks[0].With)
}

func TestAFragmentBecomesAFile(t *testing.T) {
	for name, code := range map[string]string{
		"declarations":        "func f() error { return errors.New(\"no\") }\n",
		"statements":          "v, err := tasks.Go(ctx, work).Await(ctx)\n",
		"a return at the end": "return tasks.Sleep(ctx, time.Second)\n",
		"a program":           "package main\n\nfunc main() {}\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := docs.Block{File: "a.md", Line: 3, Code: code, With: "var work tasks.Coro[int]"}
			source, err := b.Source()
			require.NoError(t, err)
			_, err = parser.ParseFile(token.NewFileSet(), "", source, parser.AllErrors)
			require.NoError(t, err, "%s", source)
			require.Contains(t, source, "//line a.md:3\n")
		})
	}
}

func TestTextThatIsNoGoIsRefused(t *testing.T) {
	b := docs.Block{File: "a.md", Line: 3, Code: "work …\n"}
	_, err := b.Source()
	require.ErrorContains(t, err, "a.md:3")
}

func TestLinksAreThoseToFiles(t *testing.T) {
	text := "[a](docs/a.md#top) [b](https://example.org) [c](#here) `x[i](y)` [d](LICENSE)"
	require.Equal(t, []string{"docs/a.md", "LICENSE"}, docs.Links(text))
}

func TestLinksToSectionsAreThoseOfTheRepository(t *testing.T) {
	text := "[a](docs/a.md#top) [b](https://example.org#b) [c](#here) `x[i](#y)` [d](LICENSE)"
	require.Equal(t, []string{"docs/a.md#top", "#here"}, docs.SectionLinks(text))
}

func TestSectionsHaveTheNamesThatLinksUse(t *testing.T) {
	text := "# Top\n\n## `wait_for`, and more\n\n```\n# a comment\n```\n\n### With Go's packages \n"
	require.Equal(t, map[string]bool{"top": true, "wait_for-and-more": true, "with-gos-packages": true}, docs.Sections(text))
}
