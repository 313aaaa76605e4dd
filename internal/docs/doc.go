// Package docs checks the documents: every *.md at the top of the module and in
// docs, examples and bench. Its tests compile every Go code block, run the programs
// whose output is given, and follow every link to a file of the repository and to a
// section of a document.
//
// A block is a program or file of its own when it has a package clause. Any other
// block is a fragment: declarations, or statements of a function that has a ctx
// and may return an error. What a fragment uses and does not show is declared in
// an HTML comment before it:
//
//	<!-- with: var work tasks.Coro[int] -->
//
// A block of language "output" after a program is what it prints.
package docs
