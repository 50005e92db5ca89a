// Streams, containers and virtual functions of C++.
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

struct Shape {
    virtual ~Shape() = default;
    virtual double area() const = 0;
};

struct Square : Shape {
    explicit Square(double side) : side(side) {}
    double area() const override { return side * side; }
    double side;
};

struct Circle : Shape {
    explicit Circle(double radius) : radius(radius) {}
    double area() const override { return 3.25 * radius * radius; }
    double radius;
};

int main(int argc, char **argv) {
    std::vector<std::unique_ptr<Shape>> shapes;
    shapes.push_back(std::make_unique<Square>(2));
    shapes.push_back(std::make_unique<Circle>(1));
    for (const auto &shape : shapes) std::cout << shape->area() << '\n';
    std::map<std::string, int> words;
    for (std::string word; std::cin >> word;) words[word]++;
    for (const auto &[word, count] : words) std::cout << word << ' ' << count << '\n';
    std::ostringstream text;
    text << argc - 1 << " arguments";
    std::cout << text.str() << std::endl;
    std::cerr << "c++ is done\n";
    return argc > 1 ? 1 : 0;
}
