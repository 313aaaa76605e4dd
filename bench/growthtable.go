package main

import "fmt"

// growthTable has a line for each operation and a column for each number of tasks. Its
// last column is what one of the most tasks costs, as a multiple of one of the second
// number. It has no peers.
func growthTable(rows []*row) [][]string {
	var order []string
	byLine := map[string]map[int]*cell{} // and number
	are := map[int]int{}                 // the numbers, as they were: -quick has smaller ones
	for _, number := range numbers {
		are[number] = number
	}
	for _, r := range rows {
		line := r.program.line
		if line == "" || r.cells[0] == nil {
			continue
		}
		if byLine[line] == nil {
			byLine[line] = map[int]*cell{}
			order = append(order, line)
		}
		byLine[line][r.program.batch] = r.cells[0]
		if r.program.fixed > 0 {
			are[r.program.fixed] = r.cells[0].n
		}
	}
	head := []string{"ns a task, among"}
	for _, number := range numbers {
		head = append(head, grouped(are[number]))
	}
	table := [][]string{append(head, "growth")}
	from, to := numbers[1], numbers[len(numbers)-1]
	for _, name := range order {
		line := []string{name}
		for _, number := range numbers {
			line = append(line, byLine[name][number].text(""))
		}
		table = append(table, append(line, growthFrom(byLine[name][from], byLine[name][to])))
	}
	return table
}

// growthFrom is to's median as a multiple of from's.
func growthFrom(from, to *cell) string {
	if from == nil || to == nil {
		return ""
	}
	return fmt.Sprintf("%sx", number(median(to.perOp())/median(from.perOp())))
}
